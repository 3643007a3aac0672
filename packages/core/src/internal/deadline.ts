import type { Answer } from './answer.ts'
import type { RequestOptions } from './options.ts'

/**
 * Runs `work` until it is done or `timeoutMs` is over, which ends `answer` as a timeout. Rejects with the reason of the
 * caller's signal once that aborts. Doesn't rely on `fetch` minding its signal, and leaves no timer or listener behind.
 */
export function withDeadline(
  { signal, timeoutMs = 10_000 }: RequestOptions,
  answer: Answer,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout>
  let onAbort: () => void
  return new Promise<void>((resolve, reject) => {
    onAbort = () => {
      reject(signal!.reason)
      controller.abort()
    }
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort)
    timer = setTimeout(() => {
      answer.code = 'timeout'
      answer.thrown = new Error(`no whole answer within timeoutMs (${timeoutMs})`)
      resolve()
      controller.abort()
    }, timeoutMs)
    work(controller.signal).then(resolve, reject)
  }).finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  })
}
