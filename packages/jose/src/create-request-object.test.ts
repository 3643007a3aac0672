import { compactDecrypt, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { createRequestObject, type RequestObjectRequest } from './index.ts'
import { mistakeOf } from './testing/mistake.ts'
import { testKey, testKms } from './testing/signing-keys.ts'

const issuer = 'https://as.example'
const key = await testKey('ES256')
const decryption = { rsa: await testKey('RSA-OAEP-256'), ec: await testKey('ECDH-ES') }
const now = () => 1_700_000_000_900
const make = (request: Partial<RequestObjectRequest> = {}) =>
  createRequestObject({ key: key.pair.privateKey, clientId: 'app', audience: issuer, ...request }, { now })

describe('a request object', () => {
  test('is signed by the client for the server, valid for a minute, and has a typ (RFC 9101 sections 4 and 10.8)', async () => {
    const object = await make({ kid: 'k1', scope: ['openid', 'api'], state: 'xyz' })
    const { payload, protectedHeader } = await jwtVerify(object, key.pair.publicKey, { currentDate: new Date(now()) })
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'oauth-authz-req+jwt', kid: 'k1' })
    expect(payload).toEqual({
      iss: 'app',
      aud: issuer,
      iat: 1_700_000_000,
      nbf: 1_700_000_000,
      exp: 1_700_000_060,
      jti: expect.stringMatching(/^[\w-]{36}$/),
      client_id: 'app',
      response_type: 'code',
      scope: 'openid api',
      state: 'xyz',
    })
    expect(decodeJwt(await make()).jti).not.toBe(payload.jti)
  })

  test('has all members of createAuthorizeUrl, with JSON types (RFC 9101 section 4)', async () => {
    const claims = { id_token: { acr: { essential: true } } }
    const authorizationDetails = [{ type: 'payment', amount: 7 }, { type: 'account' }]
    const object = await make({
      redirectUri: 'https://app.example/cb?a=b',
      nonce: 'n1',
      codeChallenge: 'challenge',
      resource: ['https://a.example', 'https://b.example'],
      prompt: ['login', 'consent'],
      maxAge: 0,
      claims,
      authorizationDetails,
      dpopJkt: 'thumbprint',
      parameters: { custom: 'c', list: ['1', '2'], empty: '' },
    })
    expect(decodeJwt(object)).toMatchObject({
      redirect_uri: 'https://app.example/cb?a=b',
      nonce: 'n1',
      code_challenge: 'challenge',
      code_challenge_method: 'S256',
      resource: ['https://a.example', 'https://b.example'],
      prompt: 'login consent',
      max_age: 0,
      claims,
      authorization_details: authorizationDetails,
      dpop_jkt: 'thumbprint',
      custom: 'c',
      list: ['1', '2'],
    })
    expect(decodeJwt(object)).toMatchObject({ empty: '' })
  })

  test('may have a parameter of any name', async () => {
    const names = ['__proto__', 'constructor', 'toString']
    for (const values of [['a'], ['a', 'b']]) {
      for (const name of names) {
        const [, payload = ''] = (
          await make({ parameters: new URLSearchParams(values.map((value) => [name, value])) })
        ).split('.')
        const claims = Object.entries(JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))))
        expect(claims).toContainEqual([name, values.length > 1 ? values : 'a'])
      }
    }
  })

  test('has JSON parameters as JSON, and a single resource as a string', async () => {
    const parameters = { claims: '{"userinfo":{}}', authorization_details: '[]', max_age: '10', resource: 'urn:a' }
    expect(decodeJwt(await make({ parameters }))).toMatchObject({
      claims: { userinfo: {} },
      authorization_details: [],
      max_age: 10,
      resource: 'urn:a',
    })
  })

  test('keeps strings that look like another type', async () => {
    const object = await make({ state: '7', loginHint: 'true', parameters: { custom: '{"a":1}' } })
    expect(decodeJwt(object)).toMatchObject({ state: '7', login_hint: 'true', custom: '{"a":1}' })
  })

  test('has the chosen lifetime', async () => {
    const { iat, exp } = decodeJwt(await make({ lifetimeSeconds: 300 }))
    expect([iat, exp]).toEqual([1_700_000_000, 1_700_000_300])
  })

  test('is signed by a JWK, and by an external key', async () => {
    const byJwk = await make({ key: { ...key.privateJwk, kid: 'in-jwk' } })
    const byKms = await make({ key: testKms(key) })
    expect([byJwk, byKms].map((object) => decodeProtectedHeader(object).kid)).toEqual(['in-jwk', 'kms'])
    for (const object of [byJwk, byKms]) await jwtVerify(object, key.pair.publicKey, { currentDate: new Date(now()) })
  })

  test("doesn't change the request", async () => {
    const request = Object.freeze({
      key: Object.freeze({ ...key.privateJwk }),
      clientId: 'app',
      audience: issuer,
      resource: Object.freeze(['urn:a']),
      parameters: Object.freeze({ a: 'b' }),
    })
    expect(await createRequestObject(request)).toMatch(/^ey/)
  })
})

describe('an encrypted request object', () => {
  test.each([
    ['ECDH-ES+A256KW', 'A256GCM', decryption.ec],
    ['ECDH-ES', 'A128CBC-HS256', decryption.ec],
  ])('with %s and %s contains the signed one (RFC 7519 section 5.2)', async (alg, enc, { pair, publicJwk }) => {
    const jwk = { ...publicJwk, kid: 'enc' }
    for (const [encryptionKey, kid] of [
      [pair.publicKey, undefined],
      [jwk, 'enc'],
      [Object.freeze(jwk), 'enc'],
    ] as const) {
      const object = await make({ state: 'xyz', encryption: { key: encryptionKey, alg, enc } })
      expect(decodeProtectedHeader(object)).toMatchObject({ alg, enc, cty: 'JWT', ...(kid && { kid }) })
      const { plaintext } = await compactDecrypt(object, pair.privateKey)
      const { payload } = await jwtVerify(new TextDecoder().decode(plaintext), key.pair.publicKey, {
        typ: 'oauth-authz-req+jwt',
        currentDate: new Date(now()),
      })
      expect(payload.state).toBe('xyz')
    }
  })

  test("uses the JWK's alg and kid, and A256GCM, by default", async () => {
    const jwk = { ...decryption.rsa.publicJwk, alg: 'RSA-OAEP-256', kid: 'enc' }
    const object = await make({ encryption: { key: jwk } })
    expect(decodeProtectedHeader(object)).toEqual({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT', kid: 'enc' })
  })

  test("uses the kid option, and doesn't change the JWK", async () => {
    const jwk = { ...decryption.ec.publicJwk }
    const jwe = await make({ encryption: { key: jwk, alg: 'ECDH-ES', enc: 'A256GCM', kid: 'said' } })
    expect(decodeProtectedHeader(jwe).kid).toBe('said')
    expect(Object.isFrozen(jwk)).toBe(false)
    expect(jwk).toEqual(decryption.ec.publicJwk)
  })
})

describe('a mistake is named with its fix:', () => {
  const { rsa, ec } = decryption
  const nothing = 'nothing: the request object sets it or must not have it'
  const encryption = (members: object) => ({
    encryption: { key: ec.pair.publicKey, alg: 'ECDH-ES', enc: 'A256GCM', ...members },
  })
  const fitting = 'encryption: pass a key with its own alg and enc, which this runtime must support'
  const mistakes: [string, object, string][] = [
    ['no key', { key: undefined }, 'key: pass a private CryptoKey, a private JWK, or { alg, sign }'],
    ['a secret for a key', { key: 's'.repeat(64) }, 'key: pass a private CryptoKey, a private JWK, or { alg, sign }'],
    ['no signature', { alg: 'none' }, 'alg: pass what the key is for: ES256'],
    ['no audience', { audience: '' }, 'audience: pass the issuer of the server'],
    ['no client', { clientId: '' }, 'clientId: pass a non-empty string'],
    ['no lifetime', { lifetimeSeconds: -1 }, 'lifetimeSeconds: pass whole seconds above 0'],
    ['a request object within', { request: 'jwt' }, `parameters.request: pass ${nothing}`],
    ['a reference within', { parameters: { request_uri: 'urn:x' } }, `parameters.request_uri: pass ${nothing}`],
    ['another issuer', { parameters: { iss: 'else' } }, `parameters.iss: pass ${nothing}`],
    ['a subject', { parameters: { sub: 'app' } }, `parameters.sub: pass ${nothing}`],
    [
      'claims that are no JSON',
      { parameters: { claims: '{' } },
      'parameters.claims: pass JSON of the type that the specification requires',
    ],
    [
      'claims that are a list',
      { parameters: { claims: '[]' } },
      'parameters.claims: pass JSON of the type that the specification requires',
    ],
    [
      'details that are no list',
      { parameters: { authorization_details: '{}' } },
      'parameters.authorization_details: pass JSON of the type that the specification requires',
    ],
    [
      'an age below 0',
      { parameters: { max_age: '-1' } },
      'parameters.max_age: pass JSON of the type that the specification requires',
    ],
    ['an age that is no number', { maxAge: Number.NaN }, 'maxAge: pass whole seconds from 0'],
    ['a private key to encrypt to', encryption({ key: ec.pair.privateKey }), 'encryption.key: pass a public key'],
    ['a private JWK to encrypt to', encryption({ key: ec.privateJwk }), 'encryption.key: pass a public key'],
    ['a secret to encrypt to', encryption({ key: { kty: 'oct', k: 'AAAA' } }), 'encryption.key: pass a public key'],
    ['no key to encrypt to', encryption({ key: undefined }), 'encryption.key: pass a public CryptoKey or JWK'],
    [
      'a key that does not say its alg',
      encryption({ alg: undefined }),
      'encryption.alg: pass what the key is for, such as "RSA-OAEP-256"',
    ],
    ['a key for another alg', encryption({ key: rsa.pair.publicKey }), fitting],
    ['an alg that nobody should use', encryption({ alg: 'RSA1_5', key: rsa.pair.publicKey }), fitting],
    ['an unknown enc', encryption({ enc: 'A1' }), fitting],
  ]
  test.each(mistakes)('%s', async (_, members, mistake) => {
    expect(await mistakeOf(() => make(members))).toBe(mistake)
  })
})
