import { type DPoPProofInput, getUserInfo, requestToken } from 'grantkit'
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  exportJWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import { describe, expect, test } from 'vitest'
import { json, token } from '../../core/src/testing/replies.ts'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
import { createDPoP, type DPoP, type DPoPSettings, JoseError } from './index.ts'
import { memoryKeyStore } from './testing/memory-key-store.ts'
import { mistakeOf } from './testing/mistake.ts'
import { testKey, testKms } from './testing/signing-keys.ts'

const url = 'https://as.example/token'
const input = { method: 'POST', url }
const key = await testKey('ES256')
const other = await testKey('ES256')
const thumbprint = await calculateJwkThumbprint(key.publicJwk)
const jwt = (claims: object) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256' }).sign(key.pair.privateKey)
const tokens = {
  opaque: 'opaque',
  'opaque with dots': 'a.b.c',
  ours: await jwt({ cnf: { jkt: thumbprint } }),
  theirs: await jwt({ cnf: { jkt: await calculateJwkThumbprint(other.publicJwk) } }),
  'by certificate': await jwt({ cnf: { 'x5t#S256': 'abc' } }),
  unbound: await jwt({ sub: 'alice' }),
  'bound to nonsense': await jwt({ cnf: { jkt: 7 } }),
  'with a cnf of nonsense': await jwt({ cnf: 'abc' }),
}
const claimsOf = async (dpop: DPoP, members: Partial<DPoPProofInput> = {}) =>
  decodeJwt(await dpop.createProof({ ...input, ...members }))

describe('a proof', () => {
  test('has the required claims and header, and nothing private (RFC 9449 section 4.2)', async () => {
    const dpop = createDPoP({ keyPair: key.pair }, { now: () => 1_700_000_000_900 })
    const proof = await dpop.createProof({ method: 'POST', url: `${url}?a=b#c` })
    const { payload } = await jwtVerify(proof, EmbeddedJWK, { currentDate: new Date(1_700_000_000_000) })
    expect(decodeProtectedHeader(proof)).toEqual({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.publicJwk })
    expect(payload).toEqual({ jti: expect.stringMatching(/^[\w-]{36}$/), htm: 'POST', htu: url, iat: 1_700_000_000 })
  })

  test('is different each time', async () => {
    const dpop = createDPoP({ keyPair: key.pair })
    const proofs = await Promise.all(Array.from({ length: 20 }, () => claimsOf(dpop)))
    expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(20)
  })

  test('is bound to the token of the request (RFC 9449 section 4.2, ath)', async () => {
    const { ath } = await claimsOf(createDPoP(), { accessToken: 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU' })
    expect(ath).toBe('fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo')
  })

  test.each([
    ['HTTPS://AS.example:443/a/../b%20c?d=e#f', 'https://as.example/b%20c'],
    ['https://user:word@as.example:8443', 'https://as.example:8443/'],
    ['http://127.0.0.1:80/x?', 'http://127.0.0.1/x'],
  ])('names %s without query, fragment and credentials', async (given, htu) => {
    expect(await claimsOf(createDPoP({ keyPair: key.pair }), { url: given })).toMatchObject({ htu })
  })

  test.each([
    ['get', 'GET'],
    ['Post', 'POST'],
    ['head', 'HEAD'],
    ['put', 'PUT'],
    ['delete', 'DELETE'],
    ['options', 'OPTIONS'],
    ['patch', 'patch'],
    ['PATCH', 'PATCH'],
  ])('names the method %s as fetch sends it', async (method, htm) => {
    expect(await claimsOf(createDPoP({ keyPair: key.pair }), { method })).toMatchObject({ htm })
  })

  test('is refused for an invalid method or URL', async () => {
    const dpop = createDPoP({ keyPair: key.pair })
    for (const wrong of ['/token', 'blob:https://as.example/1', '']) {
      expect(await mistakeOf(() => claimsOf(dpop, { url: wrong }))).toBe('url: pass an absolute https: URL')
    }
    expect(await mistakeOf(() => claimsOf(dpop, { method: '' }))).toBe('method: pass such as "GET"')
  })
})

describe('the key', () => {
  test("is created at the first use, for ES256, and can't be extracted", async () => {
    const keyStore = memoryKeyStore()
    const dpop = createDPoP({ keyStore })
    expect(keyStore.kept).toBeUndefined()
    expect(decodeProtectedHeader(await dpop.createProof(input)).alg).toBe('ES256')
    expect(keyStore.kept?.privateKey).toMatchObject({ extractable: false, usages: ['sign'] })
  })

  test('is the one that was passed, even if the object changes later', async () => {
    for (const keyPair of [{ ...key.privateJwk }, { ...testKms(key), publicJwk: { ...key.publicJwk } }]) {
      const dpop = createDPoP({ keyPair })
      Object.assign('publicJwk' in keyPair ? (keyPair.publicJwk as object) : keyPair, { x: 'AAAA', d: 'AAAA' })
      expect(await dpop.getThumbprint()).toBe(thumbprint)
      await jwtVerify(await dpop.createProof(input), EmbeddedJWK)
    }
  })

  test('is created once for concurrent first calls', async () => {
    const dpop = createDPoP()
    const jwks = await Promise.all([1, 2, 3].map(async () => decodeProtectedHeader(await dpop.createProof(input)).jwk))
    const thumbprint = await dpop.getThumbprint()
    for (const jwk of jwks) expect(await calculateJwkThumbprint(jwk ?? {})).toBe(thumbprint)
    expect(await createDPoP().getThumbprint()).not.toBe(thumbprint)
  })

  test.each(['ES256', 'ES384', 'ES512', 'PS256', 'RS256'])('is created for %s if you choose it', async (alg) => {
    const proof = await createDPoP({ alg }).createProof(input)
    expect(decodeProtectedHeader(proof).alg).toBe(alg)
    await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' })
  })

  test.each(['ES256', 'PS256', 'EdDSA'])('may be external, with its public half in the proof: %s', async (alg) => {
    const outside = await testKey(alg)
    const kms = testKms({ ...outside, publicJwk: { ...outside.privateJwk, kid: 'kms', use: 'sig' } })
    const dpop = createDPoP({ keyPair: kms })
    const proof = await dpop.createProof(input)
    expect(decodeProtectedHeader(proof)).toEqual({ alg, typ: 'dpop+jwt', jwk: outside.publicJwk })
    await jwtVerify(proof, outside.pair.publicKey)
    expect(await dpop.getThumbprint()).toBe(await calculateJwkThumbprint(outside.publicJwk))
  })

  test('comes from the store, without a write to it', async () => {
    const keyStore = { ...memoryKeyStore(key.pair), set: () => Promise.reject(new Error('nobody asked for this')) }
    expect(await createDPoP({ keyStore }).getThumbprint()).toBe(await calculateJwkThumbprint(key.publicJwk))
  })

  test.each([
    ['PS256', 'ES256', 'PS256'],
    ['EdDSA', 'ES256', 'EdDSA'],
    ['EdDSA', 'Ed25519', 'Ed25519'],
    ['ES256', 'Ed25519', 'ES256'],
  ])('keeps its algorithm %s from the store if new keys are for %s: %s', async (stored, wanted, alg) => {
    const keyStore = memoryKeyStore((await testKey(stored)).pair)
    const proof = await createDPoP({ keyStore, alg: wanted }).createProof(input)
    expect(decodeProtectedHeader(proof).alg).toBe(alg)
    await jwtVerify(proof, EmbeddedJWK)
  })

  test('is the stored one if two processes created one at the same time', async () => {
    const keyStore = memoryKeyStore()
    const [one, two] = await Promise.all([
      createDPoP({ keyStore }).getThumbprint(),
      createDPoP({ keyStore }).getThumbprint(),
    ])
    expect(one).toBe(two)
  })

  test('is kept in memory if the store keeps nothing', async () => {
    const keyStore = { get: async () => undefined, set: async () => {} }
    const dpop = createDPoP({ keyStore })
    expect(await dpop.getThumbprint()).toBe(await dpop.getThumbprint())
  })

  test('is read again after the store failed', async () => {
    const keyStore = memoryKeyStore(key.pair)
    const { get } = keyStore
    keyStore.get = () => Promise.reject(new Error('the database is locked'))
    const dpop = createDPoP({ keyStore })
    await expect(dpop.createProof(input)).rejects.toThrow('the database is locked')
    keyStore.get = get
    expect(await dpop.createProof(input)).toMatch(/^ey/)
  })
})

describe('a session that is bound to a key', () => {
  const lost = { name: 'JoseError', code: 'dpop_key_lost' }

  test('continues with that key', async () => {
    expect(await createDPoP({ keyStore: memoryKeyStore(key.pair), thumbprint }).createProof(input)).toMatch(/^ey/)
    expect(await createDPoP({ keyPair: key.pair, thumbprint }).getThumbprint()).toBe(thumbprint)
  })

  test('throws dpop_key_lost if the store has none, and creates no new one', async () => {
    const keyStore = memoryKeyStore()
    const dpop = createDPoP({ keyStore, thumbprint })
    await expect(dpop.createProof(input)).rejects.toMatchObject({
      ...lost,
      message: "the session's DPoP key is gone: log in again",
    })
    await expect(dpop.getThumbprint()).rejects.toBeInstanceOf(JoseError)
    expect(keyStore.kept).toBeUndefined()
  })

  test('throws dpop_key_lost if there is another one', async () => {
    const settings = [{ keyStore: memoryKeyStore(other.pair) }, { keyPair: other.pair }, { keyPair: testKms(other) }]
    for (const setting of settings) {
      const dpop = createDPoP({ ...setting, thumbprint })
      await expect(dpop.createProof(input)).rejects.toMatchObject({
        ...lost,
        message: "the session's DPoP key was replaced: log in again",
      })
    }
  })

  test('fails each token request before anything is sent', async () => {
    const dpop = createDPoP({ keyStore: memoryKeyStore(), thumbprint })
    const asking = requestToken({ address: url, clientId: 'app', grantType: 'any', dpop }, { fetch: testFetch() })
    await expect(asking).rejects.toMatchObject(lost)
  })
})

describe('a nonce', () => {
  const nonceIn = async (dpop: DPoP, members: Partial<DPoPProofInput>) => (await claimsOf(dpop, members)).nonce

  test('is in every later proof for its origin and kind of server, until a new one arrives (PAIN 13)', async () => {
    const dpop = createDPoP({ keyPair: key.pair })
    dpop.rememberNonce(`${url}?x`, 'server-1')
    dpop.rememberNonce('https://as.example/userinfo', 'api-1', 'token')
    dpop.rememberNonce('https://api.example', 'api-2', 'token')
    expect(await nonceIn(dpop, { url: 'https://as.example/par' })).toBe('server-1')
    expect(await nonceIn(dpop, { accessToken: 'another' })).toBe('api-1')
    expect(await nonceIn(dpop, { url: 'https://api.example/a', accessToken: 'token' })).toBe('api-2')
    expect(await nonceIn(dpop, { url: 'https://api.example/a' })).toBeUndefined()
    expect(await nonceIn(dpop, { url: 'https://as.example:8443/' })).toBeUndefined()
    dpop.rememberNonce(url, 'server-2')
    dpop.rememberNonce(url, '')
    expect(await nonceIn(dpop, {})).toBe('server-2')
    expect(await nonceIn(dpop, { nonce: 'asked-for' })).toBe('asked-for')
  })

  test('is kept for the hundred most recent servers', async () => {
    const dpop = createDPoP({ keyPair: key.pair })
    const api = (number: number) => `https://api-${number}.example/`
    for (let number = 0; number < 100; number++) dpop.rememberNonce(api(number), `n${number}`)
    dpop.rememberNonce(api(0), 'again')
    dpop.rememberNonce(api(100), 'n100')
    expect(await nonceIn(dpop, { url: api(0) })).toBe('again')
    expect(await nonceIn(dpop, { url: api(1) })).toBeUndefined()
    expect(await nonceIn(dpop, { url: api(2) })).toBe('n2')
  })

  test('costs one additional request, once (PAIN 13)', async () => {
    const dpop = createDPoP()
    const wantsNonce = json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n1' })
    const bound = () => token({ token_type: 'DPoP' }, 200, { 'dpop-nonce': 'n2' })
    const fetch = testFetch(wantsNonce, bound(), bound())
    const request = { address: url, clientId: 'app', grantType: 'any', dpop }
    await requestToken(request, { fetch })
    await requestToken(request, { fetch })
    const proofs = fetch.requests.map(({ headers }) => decodeJwt(headers.get('dpop') ?? ''))
    expect(proofs.map(({ nonce }) => nonce)).toEqual([undefined, 'n1', 'n2'])
  })
})

describe('a token requested with a proof', () => {
  const noType = 'token_type is not DPoP: anyone who finds the token can use it'
  const noKey = 'the token is not bound to a key: no cnf.jkt'
  const wrongKey = 'cnf.jkt of the token is not the key of the proof'
  type Row = [
    tokenType: string | undefined,
    token: keyof typeof tokens,
    strict: string | undefined,
    relaxed: string | undefined,
  ]
  const rows: Row[] = [
    ['DPoP', 'opaque', undefined, undefined],
    ['dpop', 'opaque with dots', undefined, undefined],
    ['DPoP', 'ours', undefined, undefined],
    ['Bearer', 'opaque', noType, undefined],
    ['Bearer', 'ours', noType, undefined],
    ['N_A', 'opaque', noType, undefined],
    [undefined, 'opaque', noType, undefined],
    [undefined, 'ours', noType, undefined],
    ['DPoP', 'theirs', wrongKey, wrongKey],
    ['Bearer', 'theirs', noType, wrongKey],
    ['DPoP', 'bound to nonsense', wrongKey, wrongKey],
    ['DPoP', 'by certificate', noKey, undefined],
    ['DPoP', 'unbound', noKey, undefined],
    ['DPoP', 'with a cnf of nonsense', noKey, undefined],
  ]
  test.each(rows)('of type %s, %s: %s, or with bearer tokens allowed: %s', async (tokenType, name, strict, relaxed) => {
    const given = { accessToken: tokens[name], ...(tokenType && { tokenType }) }
    for (const [allowBearer, reason] of [
      [false, strict],
      [true, relaxed],
    ] as const) {
      const dpop = createDPoP({ keyPair: key.pair, allowBearer })
      await dpop.createProof(input)
      expect(dpop.refuseToken(given)).toBe(reason)
    }
  })

  test('may be unbound if an exchange issued another kind of token (RFC 8693 section 2.2.1)', async () => {
    const dpop = createDPoP({ keyPair: key.pair })
    await dpop.createProof(input)
    const kind = (name: string) => `urn:ietf:params:oauth:token-type:${name}`
    const refusal = (tokenType: string, name: string, accessToken = 'opaque') =>
      dpop.refuseToken({ accessToken, tokenType, issuedTokenType: kind(name) })
    for (const tokenType of ['N_A', 'n_a']) {
      for (const accessToken of [tokens.opaque, tokens.unbound, tokens.ours]) {
        expect(refusal(tokenType, 'id_token', accessToken)).toBeUndefined()
      }
      expect(refusal(tokenType, 'access_token')).toBe(noType)
    }
    expect(refusal('N_A', 'id_token', tokens.theirs)).toBe(wrongKey)
    expect(refusal('Bearer', 'id_token')).toBe(noType)
  })

  test('is refused if it names a key while ours is unknown', () => {
    const given = { accessToken: tokens.ours, tokenType: 'DPoP' }
    expect(createDPoP({ keyPair: key.pair }).refuseToken(given)).toBe(wrongKey)
  })

  test('makes the request fail if it is a bearer token, unless those are allowed', async () => {
    const request = { address: url, clientId: 'app', grantType: 'any' }
    const refused = await requestToken({ ...request, dpop: createDPoP() }, { fetch: testFetch(token()) })
    expect(refused).toMatchObject({ isError: true, code: 'invalid_response', errorDescription: noType })
    const taken = await requestToken(
      { ...request, dpop: createDPoP({ allowBearer: true }) },
      { fetch: testFetch(token()) },
    )
    expect(taken).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })
})

test('the userinfo endpoint gets a proof with the token and its own nonce', async () => {
  const dpop = createDPoP({ keyPair: key.pair })
  const challenge = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n1' }
  const fetch = testFetch(json({}, 401, challenge), json({ sub: 'alice' }))
  await getUserInfo({ address: 'https://as.example/me', accessToken: 'at', expectedSubject: 'alice', dpop }, { fetch })
  const [, second] = fetch.requests.map(({ headers }) => decodeJwt(headers.get('dpop') ?? ''))
  expect(second).toMatchObject({ htm: 'GET', htu: 'https://as.example/me', nonce: 'n1', ath: expect.any(String) })
})

describe('a mistake is named with its fix:', () => {
  const { privateKey, publicKey } = key.pair
  const kms = testKms(key)
  const elsewhere = { get: async () => undefined, set: async () => {} }
  const mistakes: [string, unknown, string][] = [
    ['a key from two places', { keyPair: key.pair, keyStore: elsewhere }, 'keyStore: pass it or keyPair'],
    [
      'a store that can not write',
      { keyStore: { get: elsewhere.get } },
      'keyStore: pass an object with the functions get and set',
    ],
    ['a session that no key can be for', { thumbprint: 'abc' }, 'thumbprint: pass keyPair or keyStore with it'],
    ['an empty thumbprint', { keyStore: elsewhere, thumbprint: '' }, 'thumbprint: pass a non-empty string or none'],
    ['an alg of secrets', { alg: 'HS256' }, 'alg: pass such as "ES256", "PS256" or "EdDSA"'],
    ['another alg than the key is for', { keyPair: key.pair, alg: 'PS256' }, 'alg: pass what the key is for: ES256'],
    ['half a pair', { keyPair: { privateKey } }, 'keyPair.publicKey: pass the public CryptoKey, extractable'],
    [
      'two private halves',
      { keyPair: { privateKey, publicKey: privateKey } },
      'keyPair.publicKey: pass the public CryptoKey, extractable',
    ],
    [
      'two public halves',
      { keyPair: { privateKey: publicKey, publicKey } },
      'keyPair.privateKey: pass the private key',
    ],
    [
      'no key at all',
      { keyPair: 'key' },
      'keyPair: pass a CryptoKeyPair, a private JWK, or an external signer with publicJwk',
    ],
  ]
  test.each(mistakes)('%s', (_, settings, mistake) => {
    expect(() => createDPoP(settings as DPoPSettings)).toThrow(new TypeError(mistake))
  })

  const late: [string, unknown, string][] = [
    [
      'an external signer that tells no key',
      { keyPair: { alg: 'ES256', sign: kms.sign } },
      'keyPair.publicJwk: pass the public half of the key',
    ],
    [
      'an external signer with another key',
      { keyPair: { ...kms, alg: 'PS256' } },
      'alg: pass what the key is for: ES256',
    ],
    ['a public JWK', { keyPair: key.publicJwk }, 'keyPair: pass the private JWK, which has d or priv'],
    ['an empty object', { keyPair: {} }, 'keyPair: pass a private CryptoKey, a private JWK, or { alg, sign }'],
  ]
  test.each(late)('%s, at the first use', async (_, settings, mistake) => {
    expect(await mistakeOf(() => createDPoP(settings as DPoPSettings).createProof(input))).toBe(mistake)
    expect(await mistakeOf(() => createDPoP(settings as DPoPSettings).getThumbprint())).toBe(mistake)
  })

  test('a store that saved the key as JSON', async () => {
    const keyStore = memoryKeyStore(JSON.parse(JSON.stringify(key.pair)))
    expect(await mistakeOf(() => createDPoP({ keyStore }).createProof(input))).toBe(
      'keyStore: pass one that keeps a CryptoKeyPair: IndexedDB does, JSON does not',
    )
  })
})

test('the caller may change a JWK after passing it', async () => {
  const keyPair = { ...key.privateJwk }
  const dpop = createDPoP({ keyPair })
  for (const name of Object.keys(keyPair)) Reflect.deleteProperty(keyPair, name)
  await jwtVerify(await dpop.createProof(input), EmbeddedJWK)
})

test('a signer exposes only the public half of its key', async () => {
  const dpop = createDPoP({ keyPair: key.pair })
  expect(JSON.stringify([dpop, await exportJWK(key.pair.publicKey)])).not.toContain(key.privateJwk.d)
  expect(Object.values(dpop).every((member) => typeof member === 'function')).toBe(true)
})
