import type { Clock } from '../polling/clock.ts'

/** A clock whose sleeps are over at once, and which remembers them. */
export interface FakeClock extends Clock {
  time: number
  slept: number[]
  /** How long was slept since the last call of this, in milliseconds. */
  waited(): number
}

/** Sleeps take no time, but move the clock on. */
export function fakeClock(time = 1_700_000_000_000): FakeClock {
  let counted = 0
  const clock: FakeClock = {
    time,
    slept: [],
    now: () => clock.time,
    sleep: async (ms) => {
      clock.time += ms
      clock.slept.push(ms)
    },
    waited: () => {
      const all = clock.slept.slice(counted).reduce((sum, ms) => sum + ms, 0)
      counted = clock.slept.length
      return all
    },
  }
  return clock
}
