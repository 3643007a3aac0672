import { describe, expect, it } from 'vitest'
import { type ValidateIdTokenRequest, validateIdToken } from './index.ts'
import { clientId, idTokenClaims, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { refused } from './testing/refused.ts'
import { part, signed, signedAs, signedWithSecret, unsigned } from './testing/tokens.ts'

const nonce = 'n-0S6_WzA2Mj'
const keys = await issuerKeys()
const key = await testKey()
const good = await issued(idTokenClaims())

const validate = (idToken: string, over: object = {}) =>
  validateIdToken({ idToken, issuer, clientId, keys, nonce, ...over } as ValidateIdTokenRequest, options)

describe('the form of any JWT (RFC 7519 section 7.2)', () => {
  it('refuses a token with neither three parts nor five', async () => {
    for (const token of ['a', 'a.b', `${good}.`, `.${good}`, good.slice(0, good.lastIndexOf('.')), '....a.b']) {
      await refused(validate(token), 'jwt_malformed')
    }
  })

  it("refuses spaces, padding, the other base64 alphabet and anything else that isn't base64url", async () => {
    for (const token of [`${good}=`, ` ${good}`, `${good}\n`, `${good}+`, `${good}/`, `${good}é`, `${good}%3D`]) {
      await refused(validate(token), 'jwt_malformed')
    }
  })

  it('refuses spare bits that are set: the last character of a signature has only one spelling', async () => {
    // 256 bytes leave two characters, of which the last has four bits to spare
    const last = good.slice(-1)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const same = alphabet.slice(alphabet.indexOf(last) + 1, alphabet.indexOf(last) + 16)
    expect(same).toHaveLength(15)
    for (const other of same) await refused(validate(good.slice(0, -1) + other), 'jwt_malformed')
  })

  it('refuses spare bits in each of the parts, whatever their length', async () => {
    const [header, payload, signature] = good.split('.') as [string, string, string]
    for (const token of [
      `${header}B.${payload}.${signature}`,
      `${part('{}')}.e31.${signature}`,
      `e30B.e30.${signature}`,
    ]) {
      await refused(validate(token), 'jwt_malformed')
    }
    // three characters are two bytes and two bits, which must be 0
    const es256 = await testKey('ES256')
    const json = JSON.stringify(idTokenClaims())
    const short = await signed(json.padEnd(json.length + ((5 - (json.length % 3)) % 3)), es256)
    const [h, p, s] = short.split('.') as [string, string, string]
    expect([p.length % 4, p.at(-1)]).toEqual([3, expect.stringMatching(/[AEIMQUYcgkosw048]/)])
    const set = String.fromCharCode(p.charCodeAt(p.length - 1) + 1)
    await refused(validate(`${h}.${p.slice(0, -1)}${set}.${s}`, { algorithms: ['ES256'] }), 'jwt_malformed')
    expect((await validate(short, { algorithms: ['ES256'] })).claims.sub).toBe('alice')
  })

  it('refuses a header that is not a JSON object', async () => {
    for (const header of ['', '{', '[]', 'null', '"RS256"', '5', '{"alg":"RS256"} {}', '\ufeff{"alg":"RS256"}']) {
      await refused(validate(await signedAs(header, idTokenClaims(), key)), 'jwt_malformed')
    }
  })

  it('refuses a payload that is not a JSON object, even if it is signed correctly', async () => {
    for (const payload of ['', '{', '[{}]', 'null', '"alice"', '5', '{} {}']) {
      await refused(validate(await signed(payload, key)), 'jwt_malformed')
    }
  })

  it('refuses invalid UTF-8', async () => {
    const { base64url } = await import('jose')
    const broken = base64url.encode(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))
    const [, payload, signature] = good.split('.')
    await refused(validate(`${broken}.${payload}.${signature}`), 'jwt_malformed')
  })

  it('refuses a duplicate claim in any spelling (RFC 7519 section 4)', async () => {
    const text = JSON.stringify(idTokenClaims())
    for (const twice of [
      '"sub":"alice"',
      '"sub" : "bob"',
      '"s\\u0075b":"bob"',
      '"nested":{"a":1,"a":1}',
      '"l":[{"a":1,"a":2}]',
    ]) {
      const payload = text.replace('{', `{${twice},`)
      const error = await refused(validate(await signed(payload, key)), 'jwt_malformed')
      expect(error.message).toBe('its payload has a duplicate name')
    }
  })

  it('refuses a duplicate header member (RFC 7515 section 4)', async () => {
    const header = '{"alg":"RS256","kid":"rs256","kid":"rs256"}'
    await refused(validate(await signedAs(header, idTokenClaims(), key)), 'jwt_malformed')
  })

  it('accepts unusual JSON formatting', async () => {
    const claims = idTokenClaims({
      note: 'a "name": twice, "name": not',
      '{"x":': '"y":',
      7: 1,
      a: 1.5,
      none: null,
      in: { b: 1, c: [{ d: 2 }] },
    })
    const spaced = JSON.stringify(claims, null, 2).replace('alice', '\\u0061lice').replace('1.5', '1.50')
    expect((await validate(await signed(spaced, key))).claims).toEqual(claims)
  })

  it('refuses JSON that is nested too deeply to parse', async () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}, "a":1}`
    await refused(validate(await signed(deep, key)), 'jwt_malformed')
  })

  it('returns a member named __proto__ as data', async () => {
    const payload = JSON.stringify(idTokenClaims()).replace('{', '{"__proto__":{"acr":"gold"},')
    const { claims } = await validate(await signed(payload, key))
    expect(claims.acr).toBeUndefined()
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype)
    await refused(validate(await signed(payload, key), { acrValues: 'gold' }), 'claim_missing', 'acr')
  })
})

describe('the header of any JWT', () => {
  it('RFC 8725 section 3.1: refuses alg none, in any case', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      await refused(validate(unsigned(idTokenClaims(), { alg })), 'alg_not_allowed', 'alg')
    }
  })

  it('RFC 8725 section 3.1: refuses a missing signature with any alg', async () => {
    const [header, payload] = good.split('.')
    await refused(validate(`${header}.${payload}.`), 'signature_invalid')
  })

  it('RFC 8725 section 2.1: refuses HS256 with a public key as the secret', async () => {
    const secrets = [JSON.stringify(key.publicJwk), `${key.publicJwk.n}`]
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', key.publicKey))
    for (const secret of [...secrets, spki]) {
      await refused(
        validate(await signedWithSecret(idTokenClaims(), secret, { kid: 'rs256' })),
        'alg_not_allowed',
        'alg',
      )
    }
  })

  it('refuses an alg, a kid or a typ that is not a string', async () => {
    for (const [name, value] of [
      ['alg', undefined],
      ['alg', ['RS256']],
      ['kid', 7],
      ['typ', {}],
    ] as const) {
      const header = { alg: 'RS256', kid: 'rs256', [name]: value }
      await refused(validate(await signedAs(header, idTokenClaims(), key)), 'jwt_malformed', name)
    }
  })

  it('RFC 7515 section 4.1.11: refuses crit with any content', async () => {
    for (const crit of [['exp'], ['b64'], [], 'exp', null]) {
      await refused(validate(await issued(idTokenClaims(), { crit, b64: true, exp: 1 })), 'header_unsupported', 'crit')
    }
  })

  it('RFC 7797: refuses b64, and zip', async () => {
    await refused(validate(await issued(idTokenClaims(), { b64: false })), 'header_unsupported', 'b64')
    await refused(validate(await issued(idTokenClaims(), { zip: 'DEF' })), 'header_unsupported', 'zip')
  })

  it('RFC 8725 section 3.11: refuses another kind of token as an ID token', async () => {
    for (const typ of ['at+jwt', 'application/at+jwt', 'logout+jwt', 'dpop+jwt', 'token-introspection+jwt', '']) {
      await refused(validate(await issued(idTokenClaims(), { typ })), 'type_mismatch', 'typ')
    }
    for (const typ of ['JWT', 'jwt', 'application/jwt']) {
      expect((await validate(await issued(idTokenClaims(), { typ }))).header.typ).toBe(typ)
    }
  })

  it('RFC 8725 section 3.10: never uses a key that the token contains or links to', async () => {
    const stranger = await testKey('RS256', 'stranger')
    const { publicJwk: jwk } = stranger
    for (const about of [
      { jwk },
      { jku: 'https://evil.example/keys' },
      { x5u: 'https://evil.example/cert' },
      { x5c: ['AAAA'] },
    ]) {
      await refused(validate(await signed(idTokenClaims(), stranger, { kid: 'rs256', ...about })), 'signature_invalid')
      await refused(validate(await signed(idTokenClaims(), stranger, about)), 'key_not_found')
    }
  })
})

describe('the times of any JWT', () => {
  it("RFC 7519 section 4.1.4: refuses a time that isn't a number or a date", async () => {
    for (const claim of ['exp', 'iat', 'nbf']) {
      const payload = (value: string) =>
        JSON.stringify(idTokenClaims({ [claim]: 0 })).replace(`"${claim}":0`, `"${claim}":${value}`)
      for (const value of ['"1700000300"', '1e400', '-1e400', '1e20', '[1700000300]', 'false', '"soon"']) {
        await refused(validate(await signed(payload(value), key)), 'claim_invalid', claim)
      }
    }
    for (const claim of ['exp', 'iat'])
      await refused(validate(await issued(idTokenClaims({ [claim]: null }))), 'claim_invalid', claim)
  })

  it("RFC 7519 section 4.1.5: refuses a token that isn't valid yet", async () => {
    const error = await refused(validate(await issued(idTokenClaims({ nbf: nowSeconds + 90 }))), 'not_yet_valid', 'nbf')
    expect(error.message).toBe('nbf is 90 s in the future by this clock')
    expect((await validate(await issued(idTokenClaims({ nbf: nowSeconds + 30 })))).claims.nbf).toBe(nowSeconds + 30)
  })

  it('accepts the latest possible date', async () => {
    const exp = 8.64e12
    expect((await validate(await issued(idTokenClaims({ exp })))).claims.exp).toBe(exp)
    await refused(validate(await issued(idTokenClaims({ exp: exp + 1 }))), 'claim_invalid', 'exp')
  })

  it('accepts a time with a fraction (RFC 7519 section 2)', async () => {
    const iat = nowSeconds - 0.5
    expect((await validate(await issued(idTokenClaims({ iat })))).claims.iat).toBe(iat)
  })
})
