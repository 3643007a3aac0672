import type { Answer } from './answer.ts'
import { misuse } from './misuse.ts'
import type { RequestOptions } from './options.ts'

/**
 * Runs `work` until it is done or `timeoutMs` is over, which ends `answer` as a timeout. Rejects with the reason of the
 * caller's signal once that aborts. Doesn't rely on `fetch` minding its signal, and leaves no timer, listener or
 * unread body behind.
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
    // a longer delay overflows the timer, which then fires at once
    if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) misuse('timeoutMs', 'milliseconds from 1 to 2147483647')
    const stop = (thrown: unknown): void => {
      answer.code = 'timeout'
      answer.thrown = thrown
      resolve()
    }
    onAbort = () => {
      reject(signal!.reason)
      stop(0)
    }
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort)
    timer = setTimeout(stop, timeoutMs, new Error(`no whole answer within timeoutMs (${timeoutMs})`))
    work(controller.signal).then(resolve, reject)
  }).finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    if (answer.code) controller.abort()
  })
}
