import { decodeProtectedHeader, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  createClient,
  createClientAssertion,
  createDPoP,
  createRequestObject,
  type ExternalSigner,
  type SigningKey,
} from './index.ts'
import { mistakeOf } from './testing/mistake.ts'
import { at, clientOf, login, pushedReply } from './testing/profile-client.ts'
import { testKey, testKms } from './testing/signing-keys.ts'

type Header = Record<string, unknown>

const made = await testKey('ES256')
const kms: ExternalSigner = testKms(made)
const about = { clientId: 'app', audience: 'https://as.example' }
const endpoint = { url: 'https://as.example/token' }

/** Everything that signs, with each form of key. */
const signers: Record<string, (header: Header) => Promise<string>> = {}
const keys: Record<string, SigningKey> = { 'a CryptoKey': made.pair.privateKey, 'a JWK': made.privateJwk, 'a KMS': kms }
for (const [form, key] of Object.entries(keys)) {
  signers[`createClientAssertion with ${form}`] = async (header) =>
    (await createClientAssertion({ ...about, key, kid: 'k', header })(endpoint)).value
  signers[`createRequestObject with ${form}`] = (header) =>
    createRequestObject({ ...about, key, kid: 'k', header, state: 'state' } as never)
}
signers['createClientAssertion with a secret'] = async (header) =>
  (await createClientAssertion({ ...about, key: 's'.repeat(32), kid: 'k', header })(endpoint)).value
const pairs = { 'a pair': made.pair, 'a JWK': made.privateJwk as JWK, 'a KMS': kms, 'a key of its own': undefined }
for (const [form, keyPair] of Object.entries(pairs)) {
  signers[`createDPoP with ${form}`] = async (header) =>
    createDPoP({ keyPair, header }).createProof({ method: 'GET', url: 'https://api.example/' })
}

/** What a client of a profile sends: its assertion, and its request object. */
const sentBy = async (header: Header) => {
  let form = new URLSearchParams()
  const fetch = async (_: string, { body }: RequestInit) => {
    form = new URLSearchParams(`${body}`)
    return pushedReply()
  }
  const client = clientOf({ fetch, key: made.privateJwk, kid: 'k', signedRequests: true, header })
  await client.pushAuthorization(await login())
  return form
}
signers['the assertion of createClient'] = async (header) => (await sentBy(header)).get('client_assertion') ?? ''
signers['the request object of createClient'] = async (header) => (await sentBy(header)).get('request') ?? ''

describe.for(Object.keys(signers))('%s', (name) => {
  const sign = signers[name] ?? expect.fail()

  test('adds members to the signed header', async () => {
    const header = { x5t: 'a', 'x5t#S256': 'b', x5c: ['c'], jku: 'https://app.example/jwks' }
    const plain = decodeProtectedHeader(await sign({}))
    expect(decodeProtectedHeader(await sign(header))).toEqual({
      ...plain,
      ...header,
      ...(plain.jwk && { jwk: expect.any(Object) }),
    })
  })

  const fixed = ['alg', 'typ', 'jwk', 'b64', 'enc', 'zip']
  test.for(/DPoP/.test(name) ? fixed : [...fixed, 'kid'])('refuses to set %s', async (member) => {
    expect(await mistakeOf(() => sign({ [member]: 'x' }))).toMatch(new RegExp(`^header\\.${member}: pass nothing`))
  })

  test('names a header that is not an object', async () => {
    expect(await mistakeOf(() => sign(['x5t'] as never))).toBe('header: pass an object that can be JSON')
  })
})

test('a kid may be a header member if there is no other', async () => {
  const { value } = await createClientAssertion({ ...about, key: made.pair.privateKey, header: { kid: 'k' } })(endpoint)
  expect(decodeProtectedHeader(value).kid).toBe('k')
})

test('createDPoP accepts a private JWK, and shows only its public part', async () => {
  const proof = await createDPoP({ keyPair: made.privateJwk }).createProof({
    method: 'GET',
    url: 'https://api.example/',
  })
  const { x, y } = made.privateJwk
  expect(decodeProtectedHeader(proof).jwk).toEqual({ kty: 'EC', crv: 'P-256', x, y })
})

test('createClient refuses a header without a key, and an invalid one, at once', () => {
  const settings = { authority: at(''), clientId: 'app', header: { x5t: 'a' } }
  expect(() => createClient(settings)).toThrow(
    new TypeError('header: pass it together with key: it is for its signatures'),
  )
  expect(() => clientOf({ header: { typ: 'x' } })).toThrow(/^header\.typ: pass nothing/)
})
