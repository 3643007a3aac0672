import { describe, expect, it } from 'vitest'
import { lines, ratio } from './report.ts'
import { runChaos } from './run-chaos.ts'
import { settings } from './settings.ts'

describe('ten processes that share forty sessions, while things break', () => {
  it.each(settings)(
    'lose no session that could be kept: $setting (PAIN 1, PAIN 2, PAIN 3, PAIN 21)',
    async (setting) => {
      const report = await runChaos({ ...setting, seconds: 10 })
      console.log(lines(report).join('\n'))
      const { calls, kills, reuses, lostSessions, story } = report
      const stories = [...reuses, ...lostSessions].map((line) =>
        story(Number(/session (\d+)/.exec(line)?.[1])).join('\n'),
      )
      expect({ reuses, lostSessions, stories }).toEqual({ reuses: [], lostSessions: [], stories: [] })
      expect(calls).toBeGreaterThan(1000)
      expect(kills).toBeGreaterThan(0)
      expect(ratio(report)).toBeLessThanOrEqual(1.05)
    },
  )

  it('lose sessions, and are found out, where lock and comparing are left out', async () => {
    const report = await runChaos({
      setting: 'without lock and comparing',
      rotationOverlapMs: 0,
      seconds: 8,
      calm: true,
      sabotage: true,
    })
    expect(report.reuses.length).toBeGreaterThan(0)
    expect(report.lostSessions.length).toBeGreaterThan(0)
  })
})
