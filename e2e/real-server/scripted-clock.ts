import type { Clock } from 'grantkit'

/** A clock whose sleeps take no real time. Each sleep runs the next step of the script, and moves the time forward. */
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
