import type { RequestOptions } from './options.ts'

/**
 * Calls `stop` after `timeoutMs` or when the caller's signal aborts. Returns a function that cancels it and leaves no timer and no
 * listener behind.
 */
export function startDeadline(
  { signal, timeoutMs = 10_000 }: RequestOptions,
  stop: (thrown: unknown) => void,
): () => void {
  const timer = setTimeout(() => stop(new Error(`no complete response within timeoutMs (${timeoutMs})`)), timeoutMs)
  signal?.addEventListener('abort', stop)
  return () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
