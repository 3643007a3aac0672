import type { Answer } from './answer.ts'
import type { RequestOptions } from './options.ts'

/** A request to send. */
export interface Sent {
  url: string
  method: string
  headers: Record<string, string>
  body?: string | URLSearchParams
  signal?: AbortSignal
}

/** The only place that calls `fetch`. Fills in `answer`, and never throws. */
export async function send(
  { url, method, headers, body, signal }: Sent,
  options: RequestOptions,
  answer: Answer,
): Promise<void> {
  try {
    // called as plain functions, because browsers refuse their fetch as a method of another object
    const { fetch: ask = fetch, now = Date.now, maxBodyBytes = 1048576 } = options
    const response = await ask(url, { method, headers, signal: signal!, redirect: 'manual', ...(body && { body }) })
    const { status } = response
    const reader = response.body?.getReader?.()
    answer.reader = reader
    // a fetch that ignores its signal may return after the call has ended
    if (answer.code) return
    answer.receivedAt = now()
    answer.httpStatus = status
    answer.httpReason = response.statusText
    for (const [name, value] of response.headers) answer.headers[name] = value
    if ((status > 299 && status < 400) || (!status && response.type === 'opaqueredirect')) {
      answer.code = 'redirect'
      return
    }
    // the byte-order mark is kept, because it is reported as a quirk
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    let bytes: Uint8Array | undefined
    let isCut = false
    do {
      // a custom fetch may not support streams
      if (reader) bytes = (await reader.read()).value
      else bytes = bytes ? undefined : new Uint8Array(await response.arrayBuffer())
      if (answer.code) return
      answer.size += bytes?.length ?? 0
      if (answer.size > maxBodyBytes) {
        answer.code = 'body_too_large'
        throw new Error(`larger than maxBodyBytes (${maxBodyBytes})`)
      }
      // no need to flush the decoder: it holds no incomplete character
      if (!bytes && !isCut) return
      // a chunk that ends in ASCII has no incomplete character, and decoding without `stream` takes half the time
      isCut = !!bytes && !(bytes.at(-1)! < 128)
      answer.raw += decoder.decode(bytes, { stream: isCut })
    } while (bytes)
  } catch (thrown) {
    answer.code ??= 'network'
    answer.thrown ??= thrown ?? `${thrown}`
  }
}
