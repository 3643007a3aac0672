import { base64url, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { type ClientAssertionRequest, createClientAssertion, type SigningKey } from './index.ts'
import { mistakeOf } from './testing/mistake.ts'
import { testKey, testKms } from './testing/signing-keys.ts'

const url = 'https://as.example/token?tenant=a'
const issuer = 'https://as.example'
const secret = 'a client secret of more than 32 bytes, with é'
const rsa = await testKey('PS256')
const elliptic = await testKey('ES256')
const generate = (algorithm: object, usages: KeyUsage[]) =>
  crypto.subtle.generateKey(algorithm as EcKeyGenParams, true, usages) as Promise<CryptoKeyPair>
const publicExponent = new Uint8Array([1, 0, 1])
const short = await generate({ name: 'RSA-PSS', modulusLength: 1024, publicExponent, hash: 'SHA-256' }, [
  'sign',
  'verify',
])
const shortJwk = { ...(await crypto.subtle.exportKey('jwk', short.privateKey)), alg: 'PS256' }
const agreeing = await generate({ name: 'ECDH', namedCurve: 'P-256' }, ['deriveBits'])
const { alg: _, ...rsaJwk } = rsa.privateJwk
const { d: __, ...noPrivate } = elliptic.privateJwk
/** A number of so many bytes, as a JWK has it: the first one, a zero, then nothing but ones. */
const modulus = (first: number, length: number) =>
  base64url.encode(new Uint8Array(length).fill(0xff).fill(0, 1, 2).fill(first, 0, 1))
const secrets = 'HS256 HS384 HS512'.split(' ')
const algs = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ')
const make = (request: Partial<ClientAssertionRequest>, options = {}) =>
  createClientAssertion({ key: elliptic.pair.privateKey, clientId: 'app', audience: issuer, ...request }, options)

describe('an assertion', () => {
  test('has issuer, subject, audience and expiry (RFC 7523 section 3)', async () => {
    const { type, value } = await make({ kid: 'k1' }, { now: () => 1_700_000_000_900 })({ url })
    expect(type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    expect(decodeProtectedHeader(value)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k1' })
    expect(decodeJwt(value)).toEqual({
      iss: 'app',
      sub: 'app',
      aud: issuer,
      jti: expect.stringMatching(/^[\w-]{36}$/),
      iat: 1_700_000_000,
      exp: 1_700_000_060,
    })
  })

  test('is new for each attempt, with a new identifier and new times (PAIN 13)', async () => {
    let now = 1_700_000_000_000
    const factory = make({ lifetimeSeconds: 10 }, { now: () => now })
    const first = decodeJwt((await factory({ url })).value)
    now += 5000
    const second = decodeJwt((await factory({ url })).value)
    expect(second.jti).not.toBe(first.jti)
    expect([first.iat, first.exp, second.iat, second.exp]).toEqual([
      1_700_000_000, 1_700_000_010, 1_700_000_005, 1_700_000_015,
    ])
  })

  test('has the exact endpoint as its audience if you choose so, and never a list (PAIN 17)', async () => {
    const factory = make({ audience: 'endpoint' })
    expect(decodeJwt((await factory({ url })).value).aud).toBe(url)
    expect(decodeJwt((await factory({ url: `${issuer}/par` })).value).aud).toBe(`${issuer}/par`)
  })

  test("has the caller's claims and typ, as they were when the factory was created", async () => {
    const claims = { nbf: 1, tenant: { id: 'a' } }
    const factory = make({ claims, typ: 'client-authentication+jwt' })
    claims.tenant.id = 'b'
    const { value } = await factory({ url })
    expect(decodeJwt(value)).toMatchObject({ nbf: 1, tenant: { id: 'a' } })
    expect(decodeProtectedHeader(value).typ).toBe('client-authentication+jwt')
  })

  test("doesn't change its input", async () => {
    const key = Object.freeze({ ...elliptic.privateJwk })
    const request = Object.freeze({ key, clientId: 'app', audience: issuer, claims: Object.freeze({ a: 1 }) })
    const factory = createClientAssertion(request)
    await factory({ url })
    const { ...loose } = elliptic.privateJwk
    await createClientAssertion({ ...request, key: loose })({ url })
    expect(Object.isFrozen(loose)).toBe(false)
    expect(loose).toEqual(elliptic.privateJwk)
  })
})

describe('private_key_jwt', () => {
  test.each(algs)('signs with %s, the algorithm of a CryptoKey or of a JWK', async (alg) => {
    const { pair, privateJwk } = await testKey(alg)
    for (const key of [pair.privateKey, { ...privateJwk, alg, kid: 'in-jwk', use: 'sig' }]) {
      const { value } = await make({ key })({ url })
      await jwtVerify(value, pair.publicKey, { issuer: 'app', audience: issuer, algorithms: [alg] })
    }
  })

  test('uses the kid option, or else the kid of the key', async () => {
    const key = { ...elliptic.privateJwk, kid: 'in-jwk' }
    expect(decodeProtectedHeader((await make({ key })({ url })).value).kid).toBe('in-jwk')
    for (const named of [key, testKms(elliptic)]) {
      expect(decodeProtectedHeader((await make({ key: named, kid: 'said' })({ url })).value).kid).toBe('said')
    }
  })

  test('names Ed25519 either way, by choice', async () => {
    const { pair, privateJwk } = await testKey('EdDSA')
    for (const key of [pair.privateKey, privateJwk]) {
      for (const [said, alg] of [
        [undefined, 'EdDSA'],
        ['Ed25519', 'Ed25519'],
      ] as const) {
        const { value } = await make({ key, ...(said && { alg: said }) })({ url })
        expect(decodeProtectedHeader(value).alg).toBe(alg)
        await jwtVerify(value, pair.publicKey)
      }
    }
  })

  test('imports a JWK or a secret once for all assertions, as non-extractable', async () => {
    const { importKey } = crypto.subtle
    const extractable: unknown[] = []
    crypto.subtle.importKey = (...all: unknown[]) => {
      extractable.push(all[3])
      return Reflect.apply(importKey, crypto.subtle, all)
    }
    try {
      for (const key of [{ ...elliptic.privateJwk }, secret]) {
        const factory = make({ key })
        await Promise.all([factory({ url }), factory({ url })])
        await factory({ url })
      }
    } finally {
      crypto.subtle.importKey = importKey
    }
    expect(extractable).toEqual([false, false])
  })

  test.each(['ES256', 'PS256', 'RS256', 'EdDSA'])('signs with an external %s key', async (alg) => {
    const outside = await testKey(alg)
    const kms = testKms(outside)
    const { value } = await make({ key: kms })({ url })
    expect(decodeProtectedHeader(value)).toEqual({ alg, typ: 'JWT', kid: 'kms' })
    await jwtVerify(value, outside.pair.publicKey, { issuer: 'app', audience: issuer })
    expect(kms.signed.map((bytes) => new TextDecoder().decode(bytes))).toEqual([value.replace(/\.[^.]*$/, '')])
  })

  test('calls an external signer as a method, and rejects with its error', async () => {
    class Kms {
      alg = 'ES256'
      #answer = new Error('the KMS is closed')
      async sign(): Promise<Uint8Array> {
        throw this.#answer
      }
    }
    await expect(async () => make({ key: new Kms() })({ url })).rejects.toThrow('the KMS is closed')
  })
})

describe('client_secret_jwt', () => {
  const long = secret + secret

  test.each(secrets)('signs with the secret itself by %s (RFC 7518 section 3.2)', async (alg) => {
    const bytes = new TextEncoder().encode(long)
    for (const key of [long, bytes]) {
      const { value } = await make({ key, alg })({ url })
      expect(decodeProtectedHeader(value)).toEqual({ alg, typ: 'JWT' })
      await jwtVerify(value, bytes, { issuer: 'app', audience: issuer })
    }
  })

  test('uses HS256 by default, and a copy of the secret that the caller may overwrite', async () => {
    const bytes = new TextEncoder().encode(secret)
    const factory = make({ key: bytes })
    bytes.fill(0)
    await jwtVerify((await factory({ url })).value, new TextEncoder().encode(secret), { algorithms: ['HS256'] })
  })

  test.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ])('refuses a secret for %s below %i bytes', async (alg, length) => {
    const mistake = `key: pass a secret of ${length} bytes or more for ${alg}`
    expect(await mistakeOf(() => make({ key: 's'.repeat(length - 1), alg }))).toBe(mistake)
    expect(await mistakeOf(() => make({ key: new Uint8Array(length - 1), alg }))).toBe(mistake)
    await make({ key: 's'.repeat(length), alg })({ url })
    // two bytes each in UTF-8
    await make({ key: 'é'.repeat(length / 2), alg })({ url })
  })
})

describe('a mistake is named with its fix before anything is signed:', () => {
  const { privateKey, publicKey } = elliptic.pair
  const mistakes: [string, Record<string, unknown>, string][] = [
    ['no key', { key: undefined }, 'key: pass a private CryptoKey, a private JWK, or { alg, sign }'],
    ['an empty object', { key: {} }, 'key: pass a private CryptoKey, a private JWK, or { alg, sign }'],
    ['a number', { key: 7 }, 'key: pass a private CryptoKey, a private JWK, or { alg, sign }'],
    ['a public key', { key: publicKey }, 'key: pass the private key'],
    ['a public JWK', { key: noPrivate }, 'key: pass the private JWK, which has d or priv'],
    ['a key for agreement', { key: agreeing.privateKey }, 'key: pass a key whose usages include "sign"'],
    ['a JWK for encryption', { key: { ...elliptic.privateJwk, use: 'enc' } }, 'key: pass a key for signatures'],
    [
      'a JWK to verify with',
      { key: { ...elliptic.privateJwk, key_ops: ['verify'] } },
      'key: pass a key for signatures',
    ],
    [
      'a JWK of another kind',
      { key: { kty: 'oct', k: 'AAAA', d: 'x' } },
      'key: pass a key for RS, PS, ES or Ed25519 signatures',
    ],
    [
      'a JWK on another curve',
      { key: { ...elliptic.privateJwk, crv: 'secp256k1' } },
      'key: pass a key for RS, PS, ES or Ed25519 signatures',
    ],
    [
      'a JWK with another alg',
      { key: { ...elliptic.privateJwk, alg: 'RS256' } },
      'key: pass a key for RS, PS, ES or Ed25519 signatures',
    ],
    [
      'a short RSA key',
      { key: short.privateKey },
      'key: pass an RSA key of 2048 to 16384 bits with odd n, and odd e above 1',
    ],
    ['a short RSA JWK', { key: shortJwk }, 'key: pass an RSA key of 2048 to 16384 bits with odd n, and odd e above 1'],
    [
      'an RSA JWK of 2047 bits',
      { key: { ...rsaJwk, n: modulus(0x7f, 256) }, alg: 'PS256' },
      'key: pass an RSA key of 2048 to 16384 bits with odd n, and odd e above 1',
    ],
    [
      'an RSA JWK of 2040 bits behind zeros',
      { key: { ...rsaJwk, n: modulus(0, 257) }, alg: 'PS256' },
      'key: pass an RSA key of 2048 to 16384 bits with odd n, and odd e above 1',
    ],
    [
      'an RSA JWK without n',
      { key: { ...rsaJwk, n: undefined }, alg: 'PS256' },
      'key: pass an RSA key of 2048 to 16384 bits with odd n, and odd e above 1',
    ],
    [
      'an RSA JWK that says no alg',
      { key: rsaJwk },
      'alg: pass what the key is for: RS256 or RS384 or RS512 or PS256 or PS384 or PS512',
    ],
    ['an alg of another curve', { alg: 'ES384' }, 'alg: pass what the key is for: ES256'],
    ['an alg of secrets', { alg: 'HS256' }, 'alg: pass what the key is for: ES256'],
    ['no signature at all', { alg: 'none' }, 'alg: pass what the key is for: ES256'],
    [
      'an alg of key pairs for a secret',
      { key: secret, alg: 'ES256' },
      'alg: pass "HS256", "HS384" or "HS512" for a secret',
    ],
    ['no signature for a secret', { key: secret, alg: 'none' }, 'alg: pass "HS256", "HS384" or "HS512" for a secret'],
    ['an empty secret', { key: '' }, 'key: pass a secret of 32 bytes or more for HS256'],
    [
      'PEM',
      { key: `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}` },
      'key: pass a CryptoKey: importPKCS8 of jose makes one from PEM',
    ],
    [
      'an external signer that says no alg',
      { key: { sign: () => {} } },
      'key.alg: pass such as "ES256", "PS256" or "EdDSA"',
    ],
    [
      'an external signer that signs nothing',
      { key: { alg: 'none', sign: () => {} } },
      'key.alg: pass such as "ES256", "PS256" or "EdDSA"',
    ],
    ['an external signer that can not sign', { key: { alg: 'ES256', sign: true } }, 'key.sign: pass a function'],
    [
      "another alg than the external signer's",
      { key: testKms(elliptic), alg: 'PS256' },
      'alg: pass what the signer signs with',
    ],
    ['no client', { clientId: ' ' }, 'clientId: pass a non-empty string'],
    ['no audience', { audience: undefined }, 'audience: pass the issuer, an URL, or "endpoint"'],
    ['a misspelt audience', { audience: 'endpiont' }, 'audience: pass the issuer, an URL, or "endpoint"'],
    ['a list of audiences', { audience: [issuer] }, 'audience: pass the issuer, an URL, or "endpoint"'],
    ['no lifetime', { lifetimeSeconds: 0 }, 'lifetimeSeconds: pass whole seconds above 0'],
    ['half a lifetime', { lifetimeSeconds: 0.5 }, 'lifetimeSeconds: pass whole seconds above 0'],
    ['a claim that is set anyway', { claims: { aud: 'x' } }, 'claims.aud: pass nothing: it is set here'],
    ['claims that are a list', { claims: [] }, 'claims: pass an object that can be JSON'],
    ['claims that are no JSON', { claims: { big: 1n } }, 'claims: pass an object that can be JSON'],
  ]
  test.each(mistakes)('%s', async (_, members, mistake) => {
    const all = { key: privateKey, clientId: 'app', audience: issuer, ...members } as ClientAssertionRequest
    expect(() => createClientAssertion(all)).toThrow(new TypeError(mistake))
  })

  const late: [string, SigningKey, string][] = [
    [
      'a JWK that is broken',
      { ...elliptic.privateJwk, x: 'AAAA' },
      'key: pass a whole private JWK that this runtime supports',
    ],
    [
      'DER',
      { alg: 'ES256', sign: async () => new Uint8Array(71) },
      'key.sign: pass what resolves to 64 bytes of a JOSE signature, not DER',
    ],
    [
      'no bytes',
      { alg: 'ES256', sign: async () => 'c2ln' as never },
      'key.sign: pass what resolves to 64 bytes of a JOSE signature, not DER',
    ],
    [
      'an empty signature',
      { alg: 'RS256', sign: async () => new Uint8Array() },
      'key.sign: pass what resolves to the bytes of a JOSE signature, not DER',
    ],
  ]
  test.each(late)('%s, at the first assertion', async (_, key, mistake) => {
    expect(await mistakeOf(() => make({ key })({ url }))).toBe(mistake)
  })
})
