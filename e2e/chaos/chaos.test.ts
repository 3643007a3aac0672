import { describe, expect, it } from 'vitest'
import { lines } from './report.ts'
import { runChaos } from './run-chaos.ts'
import { settings } from './settings.ts'

// ten processes take their time to start on a busy machine, and more to end
const timeout = 240_000

describe('ten processes that share forty sessions, while things break', { timeout }, () => {
  it.each(settings)(
    'lose no session that could be kept: $setting (PAIN 1, PAIN 2, PAIN 3, PAIN 21)',
    async (setting) => {
      const report = await runChaos({ ...setting, seconds: 10 })
      console.log(lines(report).join('\n'))
      const { calls, kills, refreshes, leastRefreshes, reuses, lostSessions, misdirected, switches, story } = report
      const stories = [...reuses, ...lostSessions, ...misdirected].map((line) =>
        story(Number(/session (\d+)/.exec(line)?.[1])).join('\n'),
      )
      const none: string[] = []
      expect({ reuses, lostSessions, misdirected, stories }).toEqual({
        reuses: none,
        lostSessions: none,
        misdirected: none,
        stories: none,
      })
      expect(switches).toBeGreaterThan(0)
      expect(calls).toBeGreaterThan(1000)
      expect(kills).toBeGreaterThan(0)
      // a run this short ends for a few sessions between the moment that is early enough and the last one
      expect(refreshes).toBeLessThanOrEqual(leastRefreshes * 1.05 + 6)
    },
  )

  it('lose sessions, and are found out, where lock, comparing and reading anew are left out', async () => {
    const report = await runChaos({
      setting: 'on their own',
      rotationOverlapMs: 0,
      seconds: 8,
      calm: true,
      sabotage: true,
    })
    expect(report.reuses.length).toBeGreaterThan(0)
    expect(report.lostSessions.length).toBeGreaterThan(0)
  })
})
