import type { Answer } from './answer.ts'
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
  return new Promise((resolve, reject) => {
    let isOver = false
    const end = (): void => {
      // work that was stopped comes to its own end later
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      if (answer.code) controller.abort()
      resolve()
    }
    const fail = (reason: unknown): void => {
      reject(reason)
      end()
    }
    const stop = (thrown: unknown): void => {
      answer.code = 'timeout'
      answer.thrown = thrown
      if (signal?.aborted) fail(signal.reason)
      else end()
    }
    const timer = setTimeout(() => stop(new Error(`no whole answer within timeoutMs (${timeoutMs})`)), timeoutMs)
    if (signal?.aborted) return stop(0)
    signal?.addEventListener('abort', stop)
    work(controller.signal).then(end, fail)
  })
}
