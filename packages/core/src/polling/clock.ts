/** The clock of a long wait; the default runs on while the system's is set, and waits with `setTimeout`. */
export interface Clock {
  /** The present, in epoch milliseconds. */
  now(): number
  /** Settles after `ms` milliseconds. When `signal` aborts, nothing waits for it any more: leave no timer behind. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>
}

/** A clock that starts at the present and only ever goes forward. */
export function steadyClock(now: () => number = Date.now): Clock {
  const start = now() - performance.now()
  return {
    now: () => start + performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        signal.addEventListener('abort', () => clearTimeout(timer))
      }),
  }
}
