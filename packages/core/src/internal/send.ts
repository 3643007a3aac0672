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
  init: Sent,
  signal: AbortSignal,
  options: RequestOptions,
  answer: Answer,
): Promise<void> {
  const { maxBodyBytes = 1048576 } = options
  const cancel = (stream: { cancel(): Promise<void> } | null | undefined) => stream?.cancel().catch(() => {})
  let stop: (() => void) | undefined
  try {
    // called as a plain function: browsers refuse their own fetch as a method of something else
    const response = await (options.fetch ?? fetch)(url, { ...init, redirect: 'manual', signal })
    const { body, status } = response
    // a fetch that doesn't mind its signal may come back when the call is over
    if (signal.aborted) return void cancel(body)
    answer.receivedAt = (options.now ?? Date.now)()
    answer.httpStatus = status
    answer.httpReason = response.statusText
    answer.headers = Object.fromEntries(response.headers)
    if (response.type === 'opaqueredirect' || (status > 299 && status < 400)) {
      answer.code = 'redirect'
      return void cancel(body)
    }
    // the byte-order mark is kept, for it is a quirk to report
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    let size = 0
    const take = (bytes: Uint8Array): void => {
      size += bytes.length
      if (size > maxBodyBytes) {
        answer.code = 'body_too_large'
        throw new Error(`the answer is larger than maxBodyBytes (${maxBodyBytes})`)
      }
      answer.raw += decoder.decode(bytes, { stream: true })
    }
    const reader = body?.getReader?.()
    if (reader) {
      signal.onabort = stop = () => cancel(reader)
      for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value)
    }
    // a fetch of somebody's own may know no streams
    else take(new Uint8Array(await response.arrayBuffer()))
    answer.raw += decoder.decode()
  } catch (thrown) {
    answer.code ??= 'network'
    answer.thrown ??= thrown
    stop?.()
  }
}
