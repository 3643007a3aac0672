import { describe, expect, test } from 'vitest'
import { createClient, createTokenClient, introspectToken, pushAuthorization, requestRefreshToken } from '../index.ts'
import type { ClientAuthenticator } from '../internal/client-authentication.ts'
import { json, token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const address = 'https://as.example/token'
const request = { address, clientId: 'app', refreshToken: 'rt' }
const both: ClientAuthenticator = async () => ({
  parameters: [
    ['proof', 'a'],
    ['proof', ''],
  ],
  headers: { 'X-Proof': 'b' },
})

describe('a custom client authentication', () => {
  test('adds verbatim parameters and headers to the request', async () => {
    const fetch = testFetch(token())
    await requestRefreshToken({ ...request, clientAuthentication: both }, { fetch })
    const [{ form, headers }] = fetch.requests as [(typeof fetch.requests)[0]]
    expect(`${form}`).toBe('grant_type=refresh_token&refresh_token=rt&client_id=app&proof=a&proof=')
    expect(headers.get('x-proof')).toBe('b')
    expect(headers.has('authorization')).toBe(false)
  })

  test('is called for each attempt, with the endpoint and a copy of the form', async () => {
    const asked: unknown[] = []
    const clientAuthentication: ClientAuthenticator = ({ url, form }) => {
      asked.push([url, form.get('grant_type')])
      form.set('grant_type', 'mine')
      return { headers: { 'x-proof': `${asked.length}` } }
    }
    const proofs: unknown[] = []
    const dpop = { createProof: async ({ nonce }: { nonce?: string | undefined }) => `proof-${proofs.push(nonce)}` }
    const fetch = testFetch(json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n' }), token())
    await requestRefreshToken({ ...request, clientAuthentication, dpop }, { fetch })
    expect(asked).toEqual([
      [address, 'refresh_token'],
      [address, 'refresh_token'],
    ])
    const sent = fetch.requests.map(({ form, headers }) => [
      form.get('grant_type'),
      headers.get('x-proof'),
      headers.get('dpop'),
    ])
    expect(sent).toEqual([
      ['refresh_token', '1', 'proof-1'],
      ['refresh_token', '2', 'proof-2'],
    ])
  })

  test('is used at every endpoint with client authentication, and at no other', async () => {
    const document = { issuer: 'https://as.example', token_endpoint: address, jwks_uri: 'https://as.example/keys' }
    const fetch = testFetch(json(document), token(), json({ keys: [] }), json({ active: false }), json({}, 400))
    const bound = { clientId: 'app', clientAuthentication: both }
    const client = createClient({ authority: 'https://as.example', ...bound, fetch })
    await client.requestClientCredentialsToken()
    await client.getJsonWebKeySet()
    await introspectToken({ address: 'https://as.example/introspect', token: 't', ...bound }, { fetch })
    await pushAuthorization({ address: 'https://as.example/par', ...bound } as never, { fetch })
    expect(fetch.requests.map(({ headers }) => headers.get('x-proof'))).toEqual([null, 'b', null, 'b', 'b'])
  })

  test.each<[field: string, members: object]>([
    ['clientAuthentication', { clientSecret: 's' }],
    ['clientAuthentication', { clientCredentialStyle: 'header' }],
    ['clientAuthentication', { clientAssertion: { type: 't', value: 'v' } }],
    ['clientAuthentication', { parameters: { client_assertion: 'v' } }],
    ['clientAuthentication', { clientAuthentication: 'attest' }],
    ['clientAuthentication', { clientAuthentication: () => undefined }],
    ['clientAuthentication', { clientAuthentication: async () => null }],
    ['parameters', { clientAuthentication: () => ({ parameters: 'a=b' }) }],
    ['parameters.a', { clientAuthentication: () => ({ parameters: { a: 1 } }) }],
    ['clientAuthentication.headers', { clientAuthentication: () => ({ headers: { a: 'b\nc' } }) }],
    ['clientAuthentication: client_id', { clientAuthentication: () => ({ parameters: { client_id: 'other' } }) }],
    [
      'clientAuthentication: x-own',
      { headers: { 'x-own': '1' }, clientAuthentication: () => ({ headers: { 'X-Own': '2' } }) },
    ],
  ])('is a TypeError about %s together with or as %o', async (field, members) => {
    const fetch = testFetch()
    const call = requestRefreshToken({ ...request, clientAuthentication: both, ...members } as never, { fetch })
    await expect(call).rejects.toThrow(TypeError)
    await expect(call).rejects.toThrow(new RegExp(`^${field}: pass \\S`))
  })

  test("doesn't show in a failure", async () => {
    const secret = 'canary-of-the-proof'
    const clientAuthentication = () => ({ headers: { 'x-proof': secret }, parameters: { proof: `${secret}-too` } })
    const fetch = async () => {
      throw new TypeError(`sent ${secret} and ${secret}-too`)
    }
    const response = await requestRefreshToken({ ...request, clientAuthentication }, { fetch })
    expect(JSON.stringify(response) + (response as { exception?: Error }).exception?.message).not.toContain('canary')
  })

  test('rejects the call before anything is sent if it throws', async () => {
    const clientAuthentication = () => Promise.reject(new Error('no attestation'))
    await expect(
      createTokenClient({ address, clientId: 'app', clientAuthentication, fetch: testFetch() }).requestRefreshToken({
        refreshToken: 'rt',
      }),
    ).rejects.toThrow('no attestation')
  })
})
