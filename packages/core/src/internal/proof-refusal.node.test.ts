import { expect, test } from 'vitest'
import { json, token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'
import { requestClientCredentialsToken } from '../token/request-client-credentials-token.ts'
import { proofRefusal } from './proof-refusal.ts'

test.each([
  ['DPoP error="use_dpop_nonce"', undefined, 'use_dpop_nonce'],
  ['Bearer realm="a", DPoP algs="ES256", error=use_dpop_nonce', 'unauthorized', 'use_dpop_nonce'],
  ['DPoP error = "invalid_dpop_proof"', 'invalid_token', 'invalid_dpop_proof'],
  [undefined, 'use_dpop_nonce', 'use_dpop_nonce'],
  [null, 'invalid_dpop_proof', 'invalid_dpop_proof'],
  ['DPoP error_description="no use_dpop_nonce here"', undefined, undefined],
  ['DPoP error="invalid_token"', 'invalid_token', undefined],
  [false, undefined, undefined],
])('reads the refusal of a proof from the challenge %s beside the error %s', (challenge, error, expected) => {
  expect(proofRefusal(challenge, error)).toBe(expected)
})

test('a token endpoint whose JSON has an error of its own gets the nonce that its challenge wants', async () => {
  const challenge = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n1' }
  const fetch = testFetch(json({ error: 'unauthorized' }, 401, challenge), token({ token_type: 'DPoP' }))
  const nonces: unknown[] = []
  const dpop = { createProof: async ({ nonce }: { nonce?: string | undefined }) => `proof ${nonces.push(nonce)}` }
  const request = { address: 'https://as.example/token', clientId: 'app', clientSecret: 'secret', dpop }
  expect((await requestClientCredentialsToken(request, { fetch })).isError).toBe(false)
  expect(nonces).toEqual([undefined, 'n1'])
})
