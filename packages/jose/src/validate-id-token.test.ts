import { describe, expect, it } from 'vitest'
import { type ValidateIdTokenRequest, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { refused } from './testing/refused.ts'

const nonce = 'n-0S6_WzA2Mj'
const keys = await issuerKeys()

/** Validates an ID token that says what a good one does, `claims` aside, against what is expected, `over` aside. */
async function validate(claims: object = {}, over: Partial<ValidateIdTokenRequest> = {}) {
  const idToken = await issued(idTokenClaims(claims))
  const { previous, ...request } = { idToken, issuer, clientId, keys, nonce, ...over }
  return validateIdToken({ ...request, nonce: request.nonce ?? nonce }, options)
}

describe('an ID token (OpenID Connect Core)', () => {
  it('2: gives the claims and the header of one that is good', async () => {
    const { claims, header } = await validate({ email: 'alice@example.com', amr: ['pwd'] })
    expect(claims).toEqual(idTokenClaims({ email: 'alice@example.com', amr: ['pwd'] }))
    expect(header).toEqual({ alg: 'RS256', kid: 'rs256' })
  })
})
