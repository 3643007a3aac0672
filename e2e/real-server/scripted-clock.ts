import type { Clock } from 'grantkit'

/** A clock that waits for nothing: what happens in each sleep happens, and the time has moved on. */
export function scriptedClock(...happenings: (() => unknown)[]): Clock {
  let time = Date.now()
  return {
    now: () => time,
    async sleep(ms) {
      time += ms
      await happenings.shift()?.()
    },
  }
}

export const nothing = (): void => {}
