import { expect, test } from 'vitest'
import { budgets } from './budgets.ts'
import { forbiddenWords } from './forbidden-words.ts'
import { isOurs, jobs } from './jobs.ts'
import { measure } from './measure.ts'

test.each(jobs.filter(isOurs))(
  'a bundle of $library for "$job" stays within its budget, whichever the bundler (PAIN 39)',
  async ({ job, imports }) => {
    const { gzip } = await measure(imports)
    expect(gzip).toBeGreaterThan(0)
    expect(gzip).toBeLessThanOrEqual(budgets[job].most)
  },
)

test.for([
  ['the other grants, the bound clients and the endpoints', { grantkit: ['requestRefreshToken'] }],
  ['what validates', { '@grantkit/jose': ['createClientAssertion'] }],
  ['what signs', { '@grantkit/jose': ['validateIdToken'] }],
  ['every grant', { '@grantkit/tokens': ['createTokenFetch'] }],
  ['the sessions of users', { '@grantkit/tokens': ['createClientCredentialsTokens'] }],
] as const)('one function leaves %s out of a bundle (PAIN 39)', async ([, imports]) => {
  const { esbuild, rollup } = await measure(imports)
  expect(forbiddenWords(imports).length).toBeGreaterThan(1)
  for (const word of forbiddenWords(imports)) {
    expect(esbuild).not.toContain(word)
    expect(rollup).not.toContain(word)
  }
})
