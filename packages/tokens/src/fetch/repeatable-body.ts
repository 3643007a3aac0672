/** The body of a request that may have to be sent again. */
export interface RepeatableBody {
  /** What to send again; undefined where it can't be sent twice. */
  again(): Promise<BodyInit | undefined>
  /** Ends the copying. */
  forget(): void
}

/** Text, bytes, a form or a `Blob` can be sent any number of times; a stream can't, and neither can what isn't known. */
export function repeatableBody(body: BodyInit | undefined): RepeatableBody {
  return { again: async () => (isStream(body) ? undefined : body), forget() {} }
}

/**
 * The body of a `Request`, which doesn't tell whether it was made of text or of a stream: it is copied while it is sent,
 * and can be sent again where its end came within `maxBytes`.
 */
export function copiedBody(request: Request, maxBytes: number): RepeatableBody {
  const copy = request.clone()
  const reader = copy.body?.getReader()
  // where a Request shows no body, it was made of no stream
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

// undici, which Node has for its fetch, takes whatever can be iterated asynchronously for a stream
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

/** What `promise` becomes, if that is at hand: a body that hasn't come to its end when the answer is there may never. */
function inShort<T>(promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), 100)
    promise.then((value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}
