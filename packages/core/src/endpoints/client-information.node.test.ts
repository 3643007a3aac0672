import { describe, expect, test } from 'vitest'
import { deleteClient, readClient, registerClient, updateClient } from '../index.ts'
import { failure, success } from '../testing/ask.ts'
import { json, text } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'

const address = 'https://as.example/register'
const metadata = { redirect_uris: ['https://app.example/callback'], client_name: 'App', 'client_name#fr': 'Appli' }
const circular: { jwks?: object } = {}
circular.jwks = circular
const registered = {
  ...metadata,
  client_id: 'id',
  client_secret: 'secret',
  client_secret_expires_at: 2000,
  client_id_issued_at: 1000,
  registration_access_token: 'rat',
  registration_client_uri: 'https://as.example/register/id',
}
const register = (reply: Reply, more = {}) =>
  registerClient({ address, metadata, ...more }, { fetch: testFetch(reply) })

describe('registering', () => {
  test('posts the metadata as JSON, under its own names', async () => {
    const fetch = testFetch(json(registered, 201))
    const response = success(await registerClient({ address, metadata }, { fetch }))
    expect(response).toMatchObject({
      clientId: 'id',
      clientSecret: 'secret',
      clientSecretExpiresAt: 2_000_000,
      clientIdIssuedAt: 1_000_000,
      registrationAccessToken: 'rat',
      registrationClientUri: 'https://as.example/register/id',
      quirks: [],
    })
    expect(response.metadata).toEqual({ ...metadata, client_id: 'id', client_secret: 'secret' })
    expect(response.json).toEqual(registered)
    const [seen] = fetch.requests
    expect(seen?.init.method).toBe('POST')
    expect(JSON.parse(seen?.init.body as string)).toEqual(metadata)
    expect(seen?.init.headers).toEqual({ accept: 'application/json', 'content-type': 'application/json' })
  })

  test('sends the initial access token', async () => {
    const fetch = testFetch(json(registered, 200))
    success(await registerClient({ address, metadata, initialAccessToken: 'iat' }, { fetch }))
    expect(fetch.requests[0]?.headers.get('authorization')).toBe('Bearer iat')
  })

  test('never binds that token to a key, even for a client with DPoP', async () => {
    const fetch = testFetch(json(registered, 201))
    const dpop = { createProof: async () => 'proof' }
    const request = { address, metadata, initialAccessToken: 'iat', dpop }
    success(await registerClient(request, { fetch }))
    expect(fetch.requests[0]?.headers.get('authorization')).toBe('Bearer iat')
    expect(fetch.requests[0]?.headers.has('dpop')).toBe(false)
  })

  test('a secret that never expires has no expiry', async () => {
    const response = success(await register(json({ ...registered, client_secret_expires_at: 0 }, 201)))
    expect('clientSecretExpiresAt' in response).toBe(false)
    expect(response.clientSecret).toBe('secret')
  })

  test.each([
    [undefined, undefined, 'client_secret_expires_at-missing'],
    [null, undefined, 'client_secret_expires_at-missing'],
    ['0', undefined, 'client_secret_expires_at-string'],
    ['2000', 2_000_000, 'client_secret_expires_at-string'],
    [1_790_000_000_000, 1_790_000_000_000, 'client_secret_expires_at-milliseconds'],
    ['never', undefined, 'client_secret_expires_at-invalid'],
  ])("an expiry of %j doesn't lose the secret when registering, reading or updating", async (end, at, quirk) => {
    const reply = () => json({ ...registered, client_secret_expires_at: end })
    const request = { address, registrationAccessToken: 'rat', metadata: { ...metadata, client_id: 'id' } }
    const options = () => ({ fetch: testFetch(reply()) })
    for (const asking of [
      registerClient(request, options()),
      readClient(request, options()),
      updateClient(request, options()),
    ]) {
      const response = success(await asking)
      expect(response).toMatchObject({ clientSecret: 'secret', quirks: [quirk] })
      expect(response.clientSecretExpiresAt).toBe(at)
    }
  })

  test('a client without a secret has none', async () => {
    const response = success(await register(json({ client_id: 'id' }, 201)))
    expect('clientSecret' in response).toBe(false)
    expect('registrationAccessToken' in response).toBe(false)
  })

  test.each([
    ['client_id is missing', { client_id: undefined }],
    ['client_id is not a string', { client_id: 7 }],
    ['client_id is missing', { client_id: '' }],
  ])('refuses a response: %s', async (errorDescription, more) => {
    const response = failure(await register(json({ ...registered, ...more }, 201)))
    expect(response).toMatchObject({ code: 'invalid_response', errorDescription })
    expect(JSON.stringify(response)).not.toContain('rat')
  })

  test.each([
    [json({ error: 'invalid_redirect_uri', error_description: 'no' }, 400), 'invalid_redirect_uri', 'oauth_error'],
    [text(null, 401, { 'www-authenticate': 'Bearer error="invalid_token"' }), 'invalid_token', 'oauth_error'],
    [text('<html>', 201), 'invalid_response', 'invalid_response'],
    [text(null, 405), 'HTTP 405', 'http_error'],
  ])('another response is a failure', async (reply, error, code) => {
    expect(failure(await register(reply))).toMatchObject({ error, code })
  })

  test.each([
    [/^metadata: /, { metadata: undefined }],
    [/^metadata: /, { metadata: null }],
    [/^metadata: /, { metadata: 'client_name=App' }],
    [/^metadata: /, { metadata: 7 }],
    [/^metadata: /, { metadata: circular }],
    [/^metadata: /, { metadata: { client_name: 1n } }],
    [/^metadata: /, { metadata: () => metadata }],
    [/^initialAccessToken: /, { initialAccessToken: '' }],
    [/^initialAccessToken: /, { initialAccessToken: 'a\nb' }],
    [/^initialAccessToken: /, { initialAccessToken: 7 }],
    [/^address: /, { address: 'https://user:pass@as.example' }],
  ])('refuses before anything is sent: %s', async (message, mistake) => {
    const asking = registerClient({ address, metadata, ...mistake } as never, { fetch: testFetch() })
    await expect(asking).rejects.toThrow(message)
    await expect(asking).rejects.toThrow(TypeError)
  })

  test("secrets in the metadata don't show in errors", async () => {
    const statement = 'eyJhbGciOiJSUzI1NiJ9.secret.statement'
    const secrets = {
      software_statement: statement,
      client_secret: 'my "secret" value',
      initialAccessToken: 'initial-access',
    }
    const { initialAccessToken, ...members } = secrets
    for (const tell of [(body: string) => body, (body: string) => JSON.stringify({ body }), () => statement]) {
      const reply: Reply = ({ init }) => {
        throw new Error(`${tell(init.body as string)} ${JSON.stringify(init.headers)}`)
      }
      const response = failure(await register(reply, { metadata: { ...metadata, ...members }, initialAccessToken }))
      const told = `${response.error} ${response.exception?.message} ${JSON.stringify(response)}`
      expect(told).not.toMatch(/statement|initial-access/)
    }
  })
})

const client = { address: registered.registration_client_uri, registrationAccessToken: 'rat' }

describe('managing (RFC 7592)', () => {
  test('reads a client, whose token may have changed', async () => {
    const fetch = testFetch(
      json({ ...registered, registration_access_token: 'rat2', registration_client_uri: `${address}/2` }),
    )
    const response = success(await readClient(client, { fetch }))
    expect(response).toMatchObject({ registrationAccessToken: 'rat2', registrationClientUri: `${address}/2` })
    const [seen] = fetch.requests
    expect(seen?.init.method).toBe('GET')
    expect(seen?.init.body).toBeUndefined()
    expect(seen?.init.headers).toEqual({ accept: 'application/json', authorization: 'Bearer rat' })
  })

  test('updates a client with the metadata that was read', async () => {
    const fetch = testFetch(json(registered), json({ ...registered, client_name: 'New' }))
    const read = success(await readClient(client, { fetch }))
    const updated = await updateClient({ ...client, metadata: { ...read.metadata, client_name: 'New' } }, { fetch })
    expect(success(updated).metadata.client_name).toBe('New')
    const seen = fetch.requests[1]
    expect(seen?.init.method).toBe('PUT')
    // section 2.2: these must not be in it
    expect(JSON.parse(seen?.init.body as string)).toEqual({
      ...metadata,
      client_id: 'id',
      client_secret: 'secret',
      client_name: 'New',
    })
  })

  test('deletes a client', async () => {
    const fetch = testFetch(text(null, 204))
    const response = success(await deleteClient(client, { fetch }))
    expect(response.quirks).toEqual([])
    expect(fetch.requests[0]?.init.method).toBe('DELETE')
    expect(fetch.requests[0]?.headers.get('authorization')).toBe('Bearer rat')
  })

  test('an error in a challenge is a protocol error', async () => {
    const refusal = () => text(null, 401, { 'www-authenticate': 'Bearer error="invalid_token"' })
    const fetch = testFetch(refusal(), refusal(), refusal())
    expect(failure(await readClient(client, { fetch })).error).toBe('invalid_token')
    expect(failure(await updateClient({ ...client, metadata: registered }, { fetch })).error).toBe('invalid_token')
    expect(failure(await deleteClient(client, { fetch })).error).toBe('invalid_token')
  })

  test.each([
    ['readClient', readClient],
    ['updateClient', updateClient],
    ['deleteClient', deleteClient],
  ] as const)('%s requires a token and an address', async (_, manage) => {
    const fetch = testFetch()
    const whole = { ...client, metadata: registered }
    await expect(manage({ ...whole, registrationAccessToken: '' }, { fetch })).rejects.toThrow(
      /^registrationAccessToken:/,
    )
    await expect(manage({ ...whole, address: 'javascript:alert(1)' }, { fetch })).rejects.toThrow(/^address:/)
    await expect(manage(undefined as never, { fetch })).rejects.toThrow(TypeError)
  })

  test.each([[undefined], [{}], [{ client_name: 'App' }], ['x']])('an update with %j is a mistake', async (broken) => {
    const asking = updateClient({ ...client, metadata: broken as never }, { fetch: testFetch() })
    await expect(asking).rejects.toThrow(/^metadata: .*client_id/)
  })
})
