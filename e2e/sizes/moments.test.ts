import { expect, test } from 'vitest'
import { momentBudgets } from './budgets.ts'
import { momentsOf } from './moments.ts'

test.for(['esbuild', 'rollup'] as const)(
  'a page bundled by %s loads at most its budget at each moment',
  async (bundler) => {
    const sizes = await momentsOf(bundler)
    expect(Object.keys(sizes).sort()).toEqual(Object.keys(momentBudgets).sort())
    for (const [moment, bytes] of Object.entries(sizes)) {
      // the smallest is a file that is loaded for `forResource` alone
      expect(bytes, moment).toBeGreaterThan(300)
      expect(bytes, moment).toBeLessThanOrEqual(momentBudgets[moment as keyof typeof momentBudgets].most)
    }
  },
)
