import { expect, test } from 'vitest'
import { forbiddenWords } from './forbidden-words.ts'
import { measure } from './measure.ts'

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
