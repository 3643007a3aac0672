/** The clock for polling. The default isn't affected if the system's clock is set, and waits with `setTimeout`. */
export interface Clock {
  /** The current time, in epoch milliseconds. */
  now(): number
  /** Settles after `ms` milliseconds. When `signal` aborts, the result is no longer needed: clear the timer. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>
}

/** A clock that starts at the current time and never goes back. */
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
