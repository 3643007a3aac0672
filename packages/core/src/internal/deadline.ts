import type { Answer } from './answer.ts'
import type { RequestOptions } from './options.ts'

/**
 * Runs `work` until it is done or `timeoutMs` is over, which ends `answer` as a timeout. Rejects with the reason of the
 * caller's signal once that aborts. Doesn't rely on `fetch` minding its signal, and leaves no timer, listener or
 * unread body behind.
 */
export async function withDeadline(
  { signal, timeoutMs = 10_000 }: RequestOptions,
  answer: Answer,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop: (thrown: unknown) => void = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      stop = (thrown) => {
        answer.code = 'timeout'
        answer.thrown = thrown
        if (signal?.aborted) reject(signal.reason)
        else resolve()
      }
      if (signal?.aborted) return stop(0)
      signal?.addEventListener('abort', stop)
      timer = setTimeout(() => stop(new Error(`no whole answer within timeoutMs (${timeoutMs})`)), timeoutMs)
      work(controller.signal).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    if (answer.code) controller.abort()
  }
}
