import { expect, test } from 'vitest'
import { momentBudgets } from './budgets.ts'
import { momentsOf } from './moments.ts'

test.for(['esbuild', 'rollup'] as const)(
  'a page bundled by %s loads at most its budget at each moment',
  async (bundler) => {
    const sizes = await momentsOf(bundler)
    expect(Object.keys(sizes).sort()).toEqual(Object.keys(momentBudgets).sort())
    for (const [moment, bytes] of Object.entries(sizes)) {
      const { most } = momentBudgets[moment as keyof typeof momentBudgets]
      // one that is far below its budget measures something else, or has a budget that says nothing
      expect(bytes, moment).toBeGreaterThan(most / 2)
      expect(bytes, moment).toBeLessThanOrEqual(most)
    }
  },
)
