import type { Clock } from '../polling/clock.ts'

/** A clock whose sleeps take no real time, and which records them. */
export interface FakeClock extends Clock {
  time: number
  slept: number[]
  /** The time slept since the last call of this function, in milliseconds. */
  waited(): number
}

/** A clock whose sleeps take no real time, but move it forward. */
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
