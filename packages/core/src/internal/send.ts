import type { Answer } from './answer.ts'
import type { RequestOptions } from './options.ts'

/** What is sent, beside its URL. */
export interface Sent {
  method: string
  headers: Record<string, string>
  body?: string | URLSearchParams
}

/** The one place that calls `fetch`: fills `answer`, and never throws. */
export async function send(
  url: string,
  sent: Sent,
  signal: AbortSignal,
  options: RequestOptions,
  answer: Answer,
): Promise<void> {
  const { maxBodyBytes = 1048576 } = options
  try {
    // called as a plain function: browsers refuse their own fetch as a method of something else
    const response = await (options.fetch ?? fetch)(url, { ...sent, signal, redirect: 'manual' })
    const { body, headers, status } = response
    answer.reader = body?.getReader?.()
    // a fetch that ignores its signal may return after the call has ended
    if (answer.code) return
    answer.receivedAt = (options.now ?? Date.now)()
    answer.httpStatus = status
    answer.httpReason = response.statusText
    for (const [name, value] of headers) answer.headers[name] = value
    if (response.type === 'opaqueredirect' || (status > 299 && status < 400)) {
      answer.code = 'redirect'
      return
    }
    // response.text() takes half the time, but has no limit for the size after decompression
    const length = answer.headers['content-encoding'] ? undefined : answer.headers['content-length']
    // the byte-order mark is kept, for it is a quirk to report
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    let bytes: Uint8Array | undefined
    do {
      // a custom fetch may not support streams
      if (answer.reader) bytes = (await answer.reader.read()).value
      else bytes = bytes ? undefined : new Uint8Array(await response.arrayBuffer())
      if (answer.code) return
      answer.size += bytes?.length ?? 0
      if (!(answer.size <= maxBodyBytes)) {
        answer.code = 'body_too_large'
        throw new Error(`larger than maxBodyBytes (${maxBodyBytes})`)
      }
      answer.raw += decoder.decode(bytes, { stream: !!bytes && `${answer.size}` !== length })
    } while (bytes)
  } catch (thrown) {
    answer.code ??= 'network'
    answer.thrown ??= thrown ?? `${thrown}`
  }
}
