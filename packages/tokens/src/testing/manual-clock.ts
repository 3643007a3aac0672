import type { Clock } from '../clock.ts'

/** A clock that stands still until a test moves it; sleeps end when it has come so far. */
export interface ManualClock extends Clock {
  time: number
  /** Moves on in the order of the sleeps, and lets everything that they wake run. */
  advance(ms: number): Promise<void>
  /** How many sleeps there are. */
  sleeping(): number
  /** Settles once somebody sleeps: hashing a key takes turns that nobody can count. */
  asleep(): Promise<void>
  /** How long until the next of them ends, in milliseconds. */
  untilNext(): number
}

/** Lets all that is ready run, however many promises deep. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(0)
    })
  }
}

export function manualClock(time = 1_700_000_000_000): ManualClock {
  const sleepers = new Set<{ until: number; wake: () => void }>()
  const clock: ManualClock = {
    time,
    now: () => clock.time,
    sleeping: () => sleepers.size,
    async asleep() {
      while (!sleepers.size) await settled()
    },
    untilNext: () => Math.max(0, Math.min(...[...sleepers].map(({ until }) => until)) - clock.time),
    sleep: (ms, signal) =>
      new Promise<void>((resolve) => {
        const sleeper = { until: clock.time + ms, wake: resolve }
        sleepers.add(sleeper)
        signal.addEventListener('abort', () => sleepers.delete(sleeper))
      }),
    async advance(ms) {
      const end = clock.time + ms
      await settled()
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.until - b.until)[0]
        if (!next || next.until > end) break
        sleepers.delete(next)
        clock.time = Math.max(clock.time, next.until)
        next.wake()
        await settled()
      }
      clock.time = end
      await settled()
    },
  }
  return clock
}
