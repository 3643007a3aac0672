/** The body of a request that may be sent again. */
export interface RepeatableBody {
  /** The body to send again; undefined if it can't be sent twice. */
  again(): Promise<BodyInit | undefined>
  /** Ends the copying. */
  forget(): void
}

/** Whether a body can be sent any number of times: text, bytes, a form or a `Blob`, but no stream and no unknown type. */
export function repeatableBody(body: BodyInit | undefined): RepeatableBody {
  return { again: async () => (isStream(body) ? undefined : body), forget() {} }
}

/**
 * The body of a `Request`, which may be text or a stream. It is copied while it is sent,
 * and can be sent again if it ended within `maxBytes`.
 */
export function copiedBody(request: Request, maxBytes: number): RepeatableBody {
  const copy = request.clone()
  const reader = copy.body?.getReader()
  // a Request without a body stream was not made from a stream
  const copied = (reader ? bytesOf(reader, maxBytes) : copy.blob()).then(
    (blob) => (blob && blob.size <= maxBytes ? blob : undefined),
    () => undefined,
  )
  return {
    again: () => inShort(copied),
    forget: () => {
      reader?.cancel().catch(() => {})
    },
  }
}

// Node's fetch (undici) treats every async iterable as a stream
function isStream(body: unknown): boolean {
  const object = Object(body)
  return 'getReader' in object || Symbol.asyncIterator in object
}

async function bytesOf(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<Blob | undefined> {
  const parts: BlobPart[] = []
  let size = 0
  for (let part = await reader.read(); part.value; part = await reader.read()) {
    size += part.value.length
    if (size > maxBytes) {
      reader.cancel().catch(() => {})
      return undefined
    }
    parts.push(part.value as Uint8Array<ArrayBuffer>)
  }
  return new Blob(parts)
}

/** The value of `promise` if it has settled: a body that hasn't ended when the response comes may never end. */
function inShort<T>(promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), 100)
    promise.then((value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}
