import { describe, expect, it } from 'vitest'
import { type TokenUse, type ValidateLogoutTokenRequest, validateLogoutToken } from './index.ts'
import {
  clientId,
  idTokenClaims,
  issued,
  issuer,
  issuerKeys,
  logoutTokenClaims,
  nowMs,
  nowSeconds,
  options,
} from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { encrypted, signed, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const event = 'http://schemas.openid.net/event/backchannel-logout'

const validate = (logoutToken: string, over: object = {}) =>
  validateLogoutToken({ logoutToken, issuer, clientId, keys, ...over } as ValidateLogoutTokenRequest, options)

const claiming = async (claims: object = {}, over: object = {}) =>
  validate(await issued(logoutTokenClaims(claims)), over)

describe('a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6)', () => {
  it('returns the user and the session to log out', async () => {
    const { claims, header } = await claiming()
    expect(claims).toEqual(logoutTokenClaims())
    expect(header).toEqual({ alg: 'RS256', kid: 'rs256' })
  })

  it('2.4: must name a user, a session, or both', async () => {
    expect((await claiming({ sid: undefined })).claims).not.toHaveProperty('sid')
    expect((await claiming({ sub: undefined })).claims.sid).toBe('session-1')
    await refused(claiming({ sub: undefined, sid: undefined }), 'claim_missing', 'sub')
    for (const claim of ['sub', 'sid']) {
      for (const value of ['', 1, []]) await refused(claiming({ [claim]: value }), 'claim_invalid', claim)
      expect((await claiming({ [claim]: null })).claims.jti).toBe('logout-1')
    }
  })

  it('with its own typ may have further claims, such as the client', async () => {
    for (const typ of ['logout+jwt', 'application/Logout+JWT']) {
      const token = await issued(logoutTokenClaims({ client_id: clientId, scope: 'openid' }), { typ })
      expect((await validate(token)).claims.sid).toBe('session-1')
    }
    for (const typ of ['JWT', undefined]) {
      await refused(
        validate(await issued(logoutTokenClaims({ client_id: clientId }), { typ })),
        'type_mismatch',
        'client_id',
      )
    }
  })

  it('2.4: may have its own typ or a plain one, and no other', async () => {
    for (const typ of ['logout+jwt', 'application/logout+jwt', 'JWT', undefined]) {
      expect((await validate(await issued(logoutTokenClaims(), { typ }))).claims.jti).toBe('logout-1')
    }
    for (const typ of ['at+jwt', 'dpop+jwt', 'secevent+jwt']) {
      await refused(validate(await issued(logoutTokenClaims(), { typ })), 'type_mismatch', 'typ')
    }
  })

  it('(1): may be encrypted, and must be if the client requires it', async () => {
    const key = await testKey('ECDH-ES')
    const over = { decryptionKeys: [key.privateJwk], requireEncryption: true }
    const inside = await issued(logoutTokenClaims())
    expect((await validate(await encrypted(inside, key), over)).claims.jti).toBe('logout-1')
    await refused(validate(inside, over), 'encryption_missing')
  })

  it('(2): is refused if it is signed with another key', async () => {
    const forged = await signed(logoutTokenClaims(), await testKey('RS256', 'stranger'), { kid: 'rs256' })
    await refused(validate(forged), 'signature_invalid')
  })

  it('(3): is refused if it is unsigned, or has another algorithm', async () => {
    await refused(validate(unsigned(logoutTokenClaims())), 'alg_not_allowed', 'alg')
    const es256 = await signed(logoutTokenClaims(), await testKey('ES256'))
    await refused(validate(es256), 'alg_not_allowed', 'alg')
    expect((await validate(es256, { algorithms: ['ES256'] })).header.alg).toBe('ES256')
  })

  it('(4): is refused if it is from another issuer, for another client, expired, or from the future', async () => {
    await refused(claiming({ iss: 'https://evil.example' }), 'claim_mismatch', 'iss')
    await refused(claiming({ aud: 'other' }), 'claim_mismatch', 'aud')
    await refused(claiming({ exp: nowSeconds - 30 }), 'expired', 'exp')
    await refused(claiming({ iat: nowSeconds + 31 }), 'issued_in_future', 'iat')
  })

  for (const claim of ['iss', 'aud', 'iat', 'exp', 'jti', 'events']) {
    it(`(4, 6): is refused without ${claim}`, () => refused(claiming({ [claim]: undefined }), 'claim_missing', claim))
  }

  it('(4): is accepted without exp only up to its maximum age', async () => {
    const over = { maxIssuedAgeMs: 120_000 }
    const without = { exp: undefined }
    const { message } = await refused(claiming(without), 'claim_missing', 'exp')
    expect(message).toBe('exp is missing, which Back-Channel Logout 1.0 requires; maxIssuedAgeMs can allow it')
    for (const exp of [undefined, null]) {
      expect((await claiming({ exp }, over)).claims.jti).toBe('logout-1')
      expect((await claiming({ exp, iat: nowSeconds - 150 }, over)).claims.jti).toBe('logout-1')
      await refused(claiming({ exp, iat: nowSeconds - 151 }, over), 'too_old', 'iat')
      await refused(claiming({ exp, iat: nowSeconds + 31 }, over), 'issued_in_future', 'iat')
      await refused(claiming({ exp, iat: undefined }, over), 'claim_missing', 'iat')
    }
    expect((await claiming({ ...without, iat: nowSeconds - 30 }, { maxIssuedAgeMs: 0 })).claims.jti).toBe('logout-1')
    await refused(claiming({ ...without, iat: nowSeconds - 31 }, { maxIssuedAgeMs: 0 }), 'too_old', 'iat')
  })

  it('(4): is limited by exp and by age, if there are both', async () => {
    const over = { maxIssuedAgeMs: 120_000 }
    await refused(claiming({ exp: nowSeconds - 30 }, over), 'expired', 'exp')
    await refused(claiming({ exp: nowSeconds + 60, iat: nowSeconds - 151 }, over), 'too_old', 'iat')
    for (const exp of ['1700000060', [], true]) await refused(claiming({ exp }, over), 'claim_invalid', 'exp')
  })

  it('(6): is refused if its events have no logout', async () => {
    const events = [
      {},
      { [event]: true },
      { [event]: null },
      { [event]: [] },
      { [event]: '{}' },
      { 'http://other': {} },
    ]
    for (const wrong of [...events, null, [], [event], event, true]) {
      await refused(claiming({ events: wrong }), 'claim_mismatch', 'events')
    }
    expect((await claiming({ events: { [event]: { more: 1 }, 'http://other': 1 } })).claims.jti).toBe('logout-1')
  })

  it('(7): is refused with a nonce, because it may be an ID token', async () => {
    for (const nonce of ['n', '', 0]) await refused(claiming({ nonce }), 'claim_invalid', 'nonce')
    await refused(validate(await issued(idTokenClaims())), 'claim_missing', 'jti')
    await refused(validate(await issued(idTokenClaims({ jti: 'j' }))), 'claim_missing', 'events')
  })

  it('(8): is refused when replayed', async () => {
    const seen: TokenUse[] = []
    const isReplay = (use: TokenUse) => seen.some(({ id }) => id === use.id) || seen.push(use) < 1
    expect((await claiming({}, { isReplay })).claims.jti).toBe('logout-1')
    expect(seen).toEqual([{ id: expect.stringMatching(/^[\w-]{43}$/), expiresAt: nowMs + 150_000 }])
    await refused(claiming({}, { isReplay }), 'replayed', 'jti')
    expect((await claiming({ jti: 'logout-2' }, { isReplay })).claims.jti).toBe('logout-2')
    await refused(claiming({ nonce: 'n' }, { isReplay: () => expect.fail('asked') }), 'claim_invalid', 'nonce')
  })

  it('(8): is remembered for as long as it is accepted, even without exp', async () => {
    const seen: number[] = []
    const isReplay = ({ expiresAt }: TokenUse) => seen.push(expiresAt) < 1
    await claiming({ exp: undefined, iat: nowSeconds - 10 }, { maxIssuedAgeMs: 120_000, isReplay })
    expect(seen).toEqual([nowMs - 10_000 + 120_000 + 30_000])
  })

  it('(8): distinguishes the same jti of two issuers', async () => {
    const ids: string[] = []
    const isReplay = ({ id }: TokenUse) => ids.push(id) < 1
    await claiming({}, { isReplay })
    const other = 'https://other.example'
    await claiming({ iss: other }, { issuer: other, isReplay })
    expect(ids[0]).not.toBe(ids[1])
  })

  it('rejects for a mistake in the arguments', async () => {
    for (const name of ['logoutToken', 'issuer', 'clientId']) {
      const request = claiming({}, { [name]: undefined })
      await expect(request).rejects.toThrow(new TypeError(`${name}: pass a non-empty string`))
    }
    await expect(claiming({}, { algorithms: ['none'] })).rejects.toThrow(TypeError)
    for (const maxIssuedAgeMs of [-1, Number.NaN, 'x', {}]) {
      const request = claiming({}, { maxIssuedAgeMs })
      await expect(request).rejects.toThrow(new TypeError('maxIssuedAgeMs: pass milliseconds from 0'))
    }
  })
})
