import { describe, expect, it } from 'vitest'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
import { getUserInfoAsJwt, type IdTokenClaims, type ValidateIdTokenRequest, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { leftHalf, signed, signedWithSecret, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const nonce = 'n-0S6_WzA2Mj'

/** Validates with nothing but what must be said, so that every protection is the one that is on by itself. */
const validate = async (claims: object, over: object = {}) =>
  validateIdToken(
    { idToken: await issued(idTokenClaims(claims)), issuer, clientId, keys, nonce, ...over } as ValidateIdTokenRequest,
    options,
  )

describe('attacks that certified clients accepted are refused', () => {
  it("an ID token with alg none, or with HS256, which wasn't chosen", async () => {
    await refused(validate({}, { idToken: unsigned(idTokenClaims()) }), 'alg_not_allowed', 'alg')
    const hs256 = await signedWithSecret(idTokenClaims(), 'a secret of at least 32 bytes, shared')
    await refused(validate({}, { idToken: hs256 }), 'alg_not_allowed', 'alg')
  })

  it('an ID token of the code flow with a broken signature', async () => {
    const broken = await signed(idTokenClaims(), await testKey('RS256', 'stranger'), { kid: 'rs256' })
    await refused(validate({}, { idToken: broken }), 'signature_invalid')
  })

  it('a wrong at_hash', async () => {
    const at_hash = await leftHalf('another')
    await refused(validate({ at_hash }, { accessToken: 'at' }), 'claim_mismatch', 'at_hash')
  })

  it('an iat one day in the future, and one a week old in the code flow', async () => {
    const exp = nowSeconds + 864_000
    await refused(validate({ exp, iat: nowSeconds + 86_400 }), 'issued_in_future', 'iat')
    await refused(validate({ exp, iat: nowSeconds - 604_800 }), 'too_old', 'iat')
  })

  it('a sub of length 0', () => refused(validate({ sub: '' }), 'claim_invalid', 'sub'))

  it('a single aud with an azp of another client', () => refused(validate({ azp: 'other' }), 'claim_mismatch', 'azp'))

  it('a refreshed ID token with another sub', async () => {
    const previous = idTokenClaims() as IdTokenClaims
    const request = validate({ sub: 'bob', nonce: undefined }, { previous, nonce: undefined })
    await refused(request, 'claim_mismatch', 'sub')
  })

  it('an acr that was not requested', () =>
    refused(validate({ acr: '0' }, { acrValues: '1' }), 'claim_mismatch', 'acr'))

  it('a userinfo JWT with an invalid signature', async () => {
    const forged = await signed({ sub: 'alice' }, await testKey('RS256', 'stranger'), { kid: 'rs256' })
    const fetch = testFetch(new Response(forged, { headers: { 'content-type': 'application/jwt' } }))
    const request = { address: `${issuer}/userinfo`, accessToken: 'at', expectedSubject: 'alice' }
    expect(await getUserInfoAsJwt({ ...request, issuer, clientId, keys }, { ...options, fetch })).toMatchObject({
      isError: true,
      code: 'invalid_response',
      exception: { code: 'signature_invalid' },
    })
  })

  it('an issuer that differs in a final slash, in case, or in its port', async () => {
    for (const iss of [`${issuer}/`, issuer.toUpperCase(), `${issuer}:443`]) {
      await refused(validate({ iss }), 'claim_mismatch', 'iss')
    }
  })
})
