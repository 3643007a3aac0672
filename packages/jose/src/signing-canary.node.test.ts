import { inspect } from 'node:util'
import { decodeProtectedHeader, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { createClientAssertion, createDPoP, createRequestObject, type SigningKey } from './index.ts'
import { memoryKeyStore } from './testing/memory-key-store.ts'
import { testKey } from './testing/signing-keys.ts'

const url = 'https://as.example/token'
const secret = 'c4n4ry-c4n4ry-c4n4ry-c4n4ry-c4n4ry'
const elliptic = await testKey('ES256')
const rsa = await testKey('PS256')
const { q: _, ...withoutQ } = rsa.privateJwk
const privates = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const
const secretsOf = (jwk: JWK): string[] => privates.flatMap((name) => jwk[name] ?? [])
const secrets = [secret, ...secretsOf(elliptic.privateJwk), ...secretsOf(rsa.privateJwk)]

/** All that a log could hold of a value. */
const shown = (value: unknown): string =>
  inspect(value, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(value) + String(value)
const expectNothingSecret = (value: unknown) => {
  for (const found of secrets) expect(shown(value)).not.toContain(found)
}

test('the planted secrets would be found', () => {
  expect(secrets).toHaveLength(8)
  for (const found of secrets) expect(shown({ deep: { secrets } })).toContain(found)
})

describe('no secret shows (PAIN 14)', () => {
  test('in objects made from keys and secrets, before and after their use', async () => {
    const about = { clientId: 'app', audience: 'https://as.example' }
    const keys: (SigningKey | string)[] = [secret, elliptic.privateJwk, { ...rsa.privateJwk, alg: 'PS256' }]
    for (const key of keys) {
      const factory = createClientAssertion({ key, ...about })
      expectNothingSecret(factory)
      expectNothingSecret(await factory({ url }))
      expectNothingSecret(factory)
    }
    const dpop = createDPoP({ keyPair: elliptic.pair })
    const proof = await dpop.createProof({ method: 'POST', url })
    dpop.rememberNonce(url, secret)
    expectNothingSecret([dpop, proof, decodeProtectedHeader(proof)])
    expectNothingSecret(await createRequestObject({ key: elliptic.privateJwk, ...about }))
  })

  const broken: [string, () => unknown][] = [
    ['a broken JWK', () => assertion({ ...elliptic.privateJwk, x: 'AAAA' })],
    ['a JWK on the wrong curve', () => assertion({ ...elliptic.privateJwk, crv: 'P-384' })],
    ['an RSA JWK that lacks a part', () => assertion({ ...withoutQ, alg: 'PS256' })],
    ['an RSA JWK without n', () => assertion({ ...rsa.privateJwk, alg: 'PS256', n: '' })],
    ['a JWK with a secret for a kind', () => assertion({ ...elliptic.privateJwk, kty: secret })],
    ['a JWK with a secret for an alg', () => assertion({ ...elliptic.privateJwk, alg: secret })],
    ['a secret for a kind of key', () => createClientAssertion({ key: secret, clientId: 'app', audience: secret })],
    ['a secret for an alg', () => createClientAssertion({ key: secret, clientId: 'app', audience: url, alg: secret })],
    ['too short a secret', () => createClientAssertion({ key: secret, clientId: 'app', audience: url, alg: 'HS512' })],
    ['a private JWK to encrypt to', () => encrypted(elliptic.privateJwk)],
    ['a public JWK that is none', () => encrypted({ ...elliptic.publicJwk, x: secret })],
    [
      'a pair of JWKs',
      () => createDPoP({ keyPair: { privateKey: elliptic.privateJwk, publicKey: elliptic.publicJwk } as never }),
    ],
    [
      'a store of JWKs',
      () => createDPoP({ keyStore: memoryKeyStore({ privateKey: elliptic.privateJwk } as never) }).getThumbprint(),
    ],
    ['an URL with a secret', () => createDPoP().createProof({ method: 'GET', url: secret })],
  ]
  const assertion = (key: JWK) => createClientAssertion({ key, clientId: 'app', audience: url })({ url })
  const encrypted = (key: JWK) =>
    createRequestObject({
      key: elliptic.pair.privateKey,
      clientId: 'app',
      audience: url,
      encryption: { key, alg: 'ECDH-ES', enc: 'A256GCM' },
    })

  test.each(broken)('in the error about %s', async (_, run) => {
    let thrown: unknown
    try {
      await run()
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(TypeError)
    expectNothingSecret(thrown)
  })
})
