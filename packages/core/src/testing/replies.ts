/** A response with a text body, or without a body. */
export function text(body: string | null, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain', ...headers } })
}

/** A response with a JSON body. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers })
}

/** A token response without a quirk, unless `members` have one. */
export function token(
  members: Record<string, unknown> = {},
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return json({ access_token: 'at', token_type: 'Bearer', ...members }, status, headers)
}

/** What a browser returns for a redirect that it must not follow. `new Response` can't make it. */
export function opaqueRedirect(): Response {
  const headers = new Headers()
  return { type: 'opaqueredirect', status: 0, statusText: '', ok: false, headers, body: null } as Response
}

/** A stream with a record of what happened to it. */
export interface StreamWatch {
  body: ReadableStream<Uint8Array<ArrayBuffer>>
  pulled: number
  cancelled: boolean
}

/** A body of these parts, which is then closed, fails, or stays open forever. */
export function stream(parts: Iterable<string | Uint8Array>, ending: 'close' | 'stall' | Error = 'close'): StreamWatch {
  const source = parts[Symbol.iterator]()
  const watch: Omit<StreamWatch, 'body'> = { pulled: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const { done, value } = source.next()
        if (!done) {
          watch.pulled++
          controller.enqueue(typeof value === 'string' ? new TextEncoder().encode(value) : new Uint8Array(value))
        } else if (ending === 'close') controller.close()
        else if (ending === 'stall') return new Promise(() => {})
        else controller.error(ending)
        return undefined
      },
      cancel() {
        watch.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return Object.assign(watch, { body })
}
