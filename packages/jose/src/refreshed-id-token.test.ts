import { describe, expect, it } from 'vitest'
import { type IdTokenClaims, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { refused } from './testing/refused.ts'

const keys = await issuerKeys()
const atLogin = { iat: nowSeconds - 600, exp: nowSeconds - 300, auth_time: nowSeconds - 605 }

/** Validates a refreshed ID token that says `claims`, after a login of which the ID token said `before`. */
async function refresh(claims: object = {}, before: object = {}, over: object = {}) {
  const idToken = await issued(idTokenClaims({ nonce: undefined, ...claims }))
  const previous = idTokenClaims({ ...atLogin, ...before }) as IdTokenClaims
  return validateIdToken({ idToken, issuer, clientId, keys, previous, ...over } as never, options)
}

describe('a refreshed ID token (OpenID Connect Core section 12.2)', () => {
  it('is accepted for the same login, with or without a nonce and an auth_time', async () => {
    const { auth_time } = atLogin
    for (const claims of [{}, { auth_time }, { nonce: 'n-0S6_WzA2Mj' }, { nonce: 'n-0S6_WzA2Mj', auth_time }]) {
      expect((await refresh(claims)).claims).toMatchObject({ sub: 'alice', ...claims })
    }
  })

  it('must have the previous iss', async () => {
    await refused(refresh({ iss: 'https://evil.example' }), 'claim_mismatch', 'iss')
    await refused(refresh({}, { iss: 'https://old.example' }), 'claim_mismatch', 'iss')
  })

  it('must have the previous sub', async () => {
    await refused(refresh({ sub: 'bob' }), 'claim_mismatch', 'sub')
    await refused(refresh({ sub: undefined }), 'claim_missing', 'sub')
  })

  it('must have the previous aud', async () => {
    const over = { trustedAudiences: ['api'] }
    const both = { aud: [clientId, 'api'], azp: clientId }
    await refused(refresh({ azp: clientId }, both, over), 'claim_mismatch', 'aud')
    expect((await refresh(both, both, over)).claims.aud).toEqual(both.aud)
    expect((await refresh({ aud: [clientId] })).claims.aud).toEqual([clientId])
  })

  it('must have the previous azp, or none if there was none', async () => {
    await refused(refresh({ azp: clientId }), 'claim_mismatch', 'azp')
    await refused(refresh({}, { azp: clientId }), 'claim_mismatch', 'azp')
    expect((await refresh({ azp: clientId }, { azp: clientId })).claims.azp).toBe(clientId)
  })

  it("must have the previous auth_time, because the user didn't log in again", async () => {
    await refused(refresh({ auth_time: nowSeconds }), 'claim_mismatch', 'auth_time')
    expect((await refresh({ auth_time: nowSeconds }, { auth_time: undefined })).claims.auth_time).toBe(nowSeconds)
  })

  it('must have the previous nonce or none', async () => {
    await refused(refresh({ nonce: 'another' }), 'claim_mismatch', 'nonce')
    await refused(refresh({ nonce: 'one' }, { nonce: undefined }), 'claim_mismatch', 'nonce')
  })

  it('must pass all other checks too', async () => {
    await refused(refresh({ exp: nowSeconds - 60 }), 'expired', 'exp')
    await refused(refresh({ aud: 'other' }), 'claim_mismatch', 'aud')
    await refused(refresh({ iat: nowSeconds - 7200 }), 'too_old', 'iat')
    await refused(refresh({ at_hash: 'another' }, {}, { accessToken: 'the token' }), 'claim_mismatch', 'at_hash')
  })

  it('is validated against a login or against a nonce, not both', async () => {
    const message = 'nonce: pass it for a login, or previous for a refresh'
    await expect(refresh({}, {}, { nonce: 'n-0S6_WzA2Mj' })).rejects.toThrow(new TypeError(message))
    await expect(refresh({}, {}, { nonce: false })).rejects.toThrow(new TypeError(message))
    const wants = new TypeError('previous: pass the claims of the ID token from the login')
    const without = { iss: issuer, sub: 'alice' }
    for (const previous of [null, 'alice', {}, without, { ...without, aud: [] }, { ...without, aud: [5] }])
      await expect(refresh({}, {}, { previous })).rejects.toThrow(wants)
  })
})
