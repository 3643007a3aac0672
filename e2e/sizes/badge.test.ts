import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { badge } from './badge.ts'
import { budgets } from './budgets.ts'

it('the badge of the README shows the current budget', () => {
  const kilobytes = (Math.ceil(budgets.everything.most / 100) / 10).toFixed(1)
  const shown = readFileSync(new URL('../../docs/public/size.svg', import.meta.url), 'utf8')
  expect(shown).toBe(badge('grantkit min+gzip', `at most ${kilobytes} kB`))
})
