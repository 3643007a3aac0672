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
  it('says whom to log out, once all is well', async () => {
    const { claims, header } = await claiming()
    expect(claims).toEqual(logoutTokenClaims())
    expect(header).toEqual({ alg: 'RS256', kid: 'rs256' })
  })

  it('2.4: may name a user, a session, or both, and must name one', async () => {
    expect((await claiming({ sid: undefined })).claims).not.toHaveProperty('sid')
    expect((await claiming({ sub: undefined })).claims.sid).toBe('session-1')
    await refused(claiming({ sub: undefined, sid: undefined }), 'claim_missing', 'sub')
    for (const claim of ['sub', 'sid']) {
      for (const value of ['', 1, []]) await refused(claiming({ [claim]: value }), 'claim_invalid', claim)
      expect((await claiming({ [claim]: null })).claims.jti).toBe('logout-1')
    }
  })

  it('2.4: may have its own type or a plain one, and no other', async () => {
    for (const typ of ['logout+jwt', 'application/logout+jwt', 'JWT', undefined]) {
      expect((await validate(await issued(logoutTokenClaims(), { typ }))).claims.jti).toBe('logout-1')
    }
    for (const typ of ['at+jwt', 'dpop+jwt', 'secevent+jwt']) {
      await refused(validate(await issued(logoutTokenClaims(), { typ })), 'type_mismatch', 'typ')
    }
  })

  it('(1): may be encrypted, and must be where that was agreed', async () => {
    const key = await testKey('ECDH-ES')
    const over = { decryptionKeys: [key.privateJwk], requireEncryption: true }
    const inside = await issued(logoutTokenClaims())
    expect((await validate(await encrypted(inside, key), over)).claims.jti).toBe('logout-1')
    await refused(validate(inside, over), 'encryption_missing')
  })

  it('(2): is refused with a signature of somebody else', async () => {
    const forged = await signed(logoutTokenClaims(), await testKey('RS256', 'stranger'), { kid: 'rs256' })
    await refused(validate(forged), 'signature_invalid')
  })

  it('(3): is refused unsigned, or signed with what was not agreed', async () => {
    await refused(validate(unsigned(logoutTokenClaims())), 'alg_not_allowed', 'alg')
    const es256 = await signed(logoutTokenClaims(), await testKey('ES256'))
    await refused(validate(es256), 'alg_not_allowed', 'alg')
    expect((await validate(es256, { algorithms: ['ES256'] })).header.alg).toBe('ES256')
  })

  it('(4): is refused from another issuer, for another client, once over, and from the future', async () => {
    await refused(claiming({ iss: 'https://evil.example' }), 'claim_mismatch', 'iss')
    await refused(claiming({ aud: 'other' }), 'claim_mismatch', 'aud')
    await refused(claiming({ exp: nowSeconds - 30 }), 'expired', 'exp')
    await refused(claiming({ iat: nowSeconds + 31 }), 'issued_in_future', 'iat')
  })

  for (const claim of ['iss', 'aud', 'iat', 'exp', 'jti', 'events']) {
    it(`(4, 6): is refused without ${claim}`, () => refused(claiming({ [claim]: undefined }), 'claim_missing', claim))
  }

  it('(6): is refused where its events tell of no logout', async () => {
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

  it('(7): is refused with a nonce: an ID token is no order to log out', async () => {
    for (const nonce of ['n', '', 0]) await refused(claiming({ nonce }), 'claim_invalid', 'nonce')
    await refused(validate(await issued(idTokenClaims())), 'claim_missing', 'jti')
    await refused(validate(await issued(idTokenClaims({ jti: 'j' }))), 'claim_missing', 'events')
  })

  it('(8): is refused when it comes again', async () => {
    const seen: TokenUse[] = []
    const isReplay = (use: TokenUse) => seen.some(({ id }) => id === use.id) || seen.push(use) < 1
    expect((await claiming({}, { isReplay })).claims.jti).toBe('logout-1')
    expect(seen).toEqual([{ id: expect.stringMatching(/^[\w-]{43}$/), expiresAt: nowMs + 150_000 }])
    await refused(claiming({}, { isReplay }), 'replayed', 'jti')
    expect((await claiming({ jti: 'logout-2' }, { isReplay })).claims.jti).toBe('logout-2')
    await refused(claiming({ nonce: 'n' }, { isReplay: () => expect.fail('asked') }), 'claim_invalid', 'nonce')
  })

  it('(8): does not mix up what two issuers call the same', async () => {
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
  })
})
