import { describe, expect, test } from 'vitest'
import { createClient, createTokenClient } from './index.ts'
import { json, token } from './testing/replies.ts'
import { type TestFetch, testFetch } from './testing/test-fetch.ts'

const authority = 'https://as.example'
const metadata = {
  issuer: authority,
  tokenEndpoint: `${authority}/token`,
  jwksUri: `${authority}/keys`,
  userinfoEndpoint: `${authority}/userinfo`,
}
const dpop = { createProof: async () => 'a-proof' }
const wire = ({ requests }: TestFetch) =>
  requests.map(({ url, headers, form }) => ({ url, headers: [...headers], form: [...form] }))

/** Each member that can be bound, with a value that shows in what is sent. */
const bound: [member: string, value: unknown, also?: object][] = [
  ['address', 'https://as.example/other'],
  ['clientId', 'app'],
  ['clientSecret', 'secret', { clientId: 'app' }],
  ['clientCredentialStyle', 'body', { clientId: 'app', clientSecret: 'secret' }],
  ['authorizationHeaderStyle', 'rfc2617', { clientId: 'app', clientSecret: 'a b' }],
  ['clientAssertion', { type: 'urn:type', value: 'jwt' }, { clientId: 'app' }],
  ['clientAuthentication', () => ({ headers: { 'x-proof': 'p' } }), { clientId: 'app' }],
  ['parameters', { tenant: 'one' }],
  ['headers', { 'x-tenant': 'one' }],
  ['dpop', dpop],
  ['dpopProof', 'a-proof'],
]
/** Each option that can be bound: what shows that it is in force. */
const options: [option: string, value: unknown][] = [
  ['timeoutMs', 5],
  ['maxBodyBytes', 5],
  ['signal', AbortSignal.abort('enough')],
  ['allowInsecureHttp', true],
  ['now', () => 5],
]

describe.each([
  ['createTokenClient', (settings: object) => createTokenClient({ address: metadata.tokenEndpoint, ...settings })],
  ['createClient', (settings: object) => createClient({ metadata, ...settings })],
] as const)('undefined in a call never replaces a member bound by %s:', (_name, create) => {
  test.each(bound)('%s', async (member, value, also = {}) => {
    const [plain, hidden, without] = [testFetch(token()), testFetch(token()), testFetch(token())]
    const settings = { ...also, [member]: value }
    await create({ ...settings, fetch: plain }).requestRefreshToken({ refreshToken: 'rt' })
    const call = { refreshToken: 'rt', [member]: undefined }
    await create({ ...settings, fetch: hidden }).requestRefreshToken(call)
    expect(wire(hidden)).toEqual(wire(plain))
    // the member does show, so that its loss would too
    await create({ ...also, fetch: without }).requestRefreshToken({ refreshToken: 'rt' })
    expect(wire(without)).not.toEqual(wire(plain))
  })

  test.each(options)('the option %s', async (option, value) => {
    const outcome = async (settings: object, given?: object) => {
      const answer = () => json({ access_token: 'at', token_type: 'Bearer', expires_in: 60 })
      const fetch = async () => (option === 'timeoutMs' ? new Promise<Response>(() => {}) : answer())
      const address = option === 'allowInsecureHttp' ? 'http://as.example/token' : 'https://as.example/token'
      const asked = create({ ...settings, fetch }).requestRefreshToken({ refreshToken: 'rt', address }, given)
      return asked.then(
        (response) => (response.isError ? response.code : option === 'now' && response.expiresAt),
        (reason) => `${reason}`,
      )
    }
    const expected = await outcome({ [option]: value })
    expect(await outcome({ [option]: value }, { [option]: undefined })).toEqual(expected)
    if (option !== 'timeoutMs') expect(await outcome({})).not.toEqual(expected)
  })

  test('fetch', async () => {
    const fetch = testFetch(token())
    await create({ fetch }).requestRefreshToken({ refreshToken: 'rt' }, { fetch: undefined })
    expect(fetch.requests).toHaveLength(1)
  })
})

describe.each([false, true])(
  'the issuer of a bound client is compared with iss, if the server always sends it: %s',
  (promised) => {
    const client = createClient({
      metadata: { ...metadata, ...(promised && { authorizationResponseIssParameterSupported: true }) },
    })

    test.each([
      {},
      { issuer: undefined },
      { authorizationResponseIssParameterSupported: undefined },
      { issuer: undefined, authorizationResponseIssParameterSupported: undefined },
    ])('in a call with %o', async (more) => {
      const foreign = new URLSearchParams({ code: 'c', state: 's', iss: 'https://evil.example' })
      expect(await client.parseAuthorizeResponse(foreign, { state: 's', ...more })).toMatchObject({ isError: true })
      const bare = await client.parseAuthorizeResponse('?code=c&state=s', { state: 's', ...more })
      expect(bare.isError).toBe(promised)
    })
  },
)

test('client credentials are never sent to endpoints without client authentication', async () => {
  const credentials = { authorization: 'Bearer own', cookie: 'a=b', 'Proxy-Authorization': 'Basic x', dpop: 'p' }
  const document = { issuer: authority, token_endpoint: `${authority}/token`, jwks_uri: `${authority}/keys` }
  const fetch = testFetch(json(document), json({ keys: [] }), token())
  const client = createClient({ authority, headers: { ...credentials, 'x-tenant': 'one' }, clientId: 'app', fetch })
  await client.getJsonWebKeySet()
  await client.requestClientCredentialsToken()
  const [discovery, keys, tokens] = fetch.requests.map(({ headers }) => Object.fromEntries(headers))
  for (const headers of [discovery, keys]) {
    expect(headers).toMatchObject({ 'x-tenant': 'one' })
    expect(Object.keys(headers ?? {}).filter((name) => /auth|cookie|dpop/.test(name))).toEqual([])
  }
  expect(tokens).toMatchObject({ authorization: 'Bearer own', 'x-tenant': 'one' })
})
