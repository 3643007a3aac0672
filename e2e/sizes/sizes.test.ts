import { expect, test } from 'vitest'
import { budgets } from './budgets.ts'
import { forbiddenWords } from './forbidden-words.ts'
import { jobs } from './jobs.ts'
import { measure } from './measure.ts'

const ours = jobs.filter(({ library }) => library === 'grantkit')

test.each(ours)(
  'a bundle for "$job" stays within its budget, whichever the bundler (PAIN 39)',
  async ({ job, names }) => {
    const { gzip } = await measure('grantkit', names)
    expect(gzip).toBeGreaterThan(0)
    expect(gzip).toBeLessThanOrEqual(budgets[job].most)
  },
)

test('one function leaves the other grants, the bound clients and the endpoints out of a bundle (PAIN 39)', async () => {
  const names = ['requestRefreshToken']
  const { esbuild, rollup } = await measure('grantkit', names)
  expect(forbiddenWords(names).length).toBeGreaterThan(3)
  for (const word of forbiddenWords(names)) {
    expect(esbuild).not.toContain(word)
    expect(rollup).not.toContain(word)
  }
})
