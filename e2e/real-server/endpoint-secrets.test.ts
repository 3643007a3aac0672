import {
  deleteClient,
  type Failure,
  type FailureCode,
  type Fetch,
  getUserInfo,
  introspectToken,
  pushAuthorization,
  type RequestOptions,
  readClient,
  registerClient,
  requestBackchannelAuthentication,
  requestDeviceAuthorization,
  revokeToken,
  updateClient,
} from 'grantkit'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startFront } from './front.ts'
import { printed } from './printed.ts'

const server = await startAuthorizationServer({ initialAccessToken: 'the one that nobody here has' })
const redirecting = await startFront((_, response) => response.writeHead(307, { location: server.issuer }).end())
const broken = await startFront((_, response) => response.destroy())
const silent = await startFront(() => {})
const echo = await startFront(({ headers, form }, response) => {
  response.writeHead(500).end(`<pre>${JSON.stringify(headers)} ${decodeURIComponent(`${form}`)}</pre>`)
})
afterAll(() => Promise.all([server, redirecting, broken, silent, echo].map((each) => each.close())))
beforeEach(() => {
  server.requests.length = 0
})

/** A secret that can be recognized wherever it appears. */
const canary = (name: string) => `canary-${name}-5f2c9e`
const client = { clientId: 'web', clientSecret: canary('secret') }
const registered = { registrationAccessToken: canary('registration') }
const signer = { createProof: async () => canary('proof') }
const registrationClientUri = `${server.registrationEndpoint}/web`

type Ask = (address: string, options: RequestOptions) => Promise<{ isError: false } | Failure>

/** Each endpoint with a secret in every field that takes one; the server refuses all of them. */
const requests: [name: string, address: string, ask: Ask][] = [
  [
    'a pushed authorization request',
    server.pushedAuthorizationRequestEndpoint,
    (address, options) => {
      const secrets = { state: canary('state'), nonce: canary('nonce'), loginHint: canary('hint') }
      return pushAuthorization({ address, ...client, redirectUri: 'http://localhost:1/callback', ...secrets }, options)
    },
  ],
  [
    'a device authorization',
    server.deviceAuthorizationEndpoint,
    (address, options) => requestDeviceAuthorization({ address, ...client, clientCredentialStyle: 'body' }, options),
  ],
  [
    'a backchannel authentication',
    server.backchannelAuthenticationEndpoint,
    (address, options) => {
      const secrets = { loginHint: canary('hint'), userCode: canary('code'), bindingMessage: canary('message') }
      return requestBackchannelAuthentication({ address, ...client, scope: 'openid', ...secrets }, options)
    },
  ],
  [
    'an introspection',
    server.introspectionEndpoint,
    (address, options) => introspectToken({ address, ...client, token: canary('token') }, options),
  ],
  [
    'a revocation',
    server.revocationEndpoint,
    (address, options) => revokeToken({ address, ...client, token: canary('token') }, options),
  ],
  [
    'userinfo',
    server.userInfoEndpoint,
    (address, options) => {
      const request = { address, accessToken: canary('access'), expectedSubject: canary('subject'), dpop: signer }
      return getUserInfo(request, options)
    },
  ],
  [
    'a registration',
    server.registrationEndpoint,
    (address, options) => {
      const metadata = { redirect_uris: ['http://localhost:1/callback'], software_statement: canary('statement') }
      return registerClient({ address, metadata, initialAccessToken: canary('initial') }, options)
    },
  ],
  ['a reading', registrationClientUri, (address, options) => readClient({ address, ...registered }, options)],
  [
    'an update',
    registrationClientUri,
    (address, options) => {
      const metadata = { client_id: 'web', client_secret: canary('client-secret') }
      return updateClient({ address, ...registered, metadata }, options)
    },
  ],
  ['a deletion', registrationClientUri, (address, options) => deleteClient({ address, ...registered }, options)],
]

/** A transport that says more than it should: the whole request, in its message and beside it. */
const talkative: Fetch = async (url, init) => {
  const headers = Object.values({ ...init.headers }).join()
  throw Object.assign(new Error(`could not send ${init.body} with ${headers}`), { url, init, cause: String(init.body) })
}

describe.each<[string, string | undefined, FailureCode, RequestOptions]>([
  ['the server returns an error', undefined, 'oauth_error', {}],
  ['the address redirects', redirecting.address, 'redirect', {}],
  ['the connection is lost', broken.address, 'network', {}],
  ['nothing responds in time', silent.address, 'timeout', { timeoutMs: 100 }],
  ['an error page repeats the request', echo.address, 'http_error', {}],
  ['the error of fetch contains the request', undefined, 'network', { fetch: talkative }],
])('if %s', (_, trouble, code, options) => {
  it.each(requests)('no secret is in the failure of %s, nor sent on (PAIN 14, 15)', async (_, address, ask) => {
    const response = await ask(trouble ?? address, options)
    if (!response.isError) throw new Error('this request should have failed')
    expect(response.code).toBe(code)
    const text = printed(response)
    for (const secret of ['canary-', btoa(`${client.clientId}:${client.clientSecret}`)]) {
      expect(text).not.toContain(secret)
    }
    expect(server.requests).toHaveLength(code === 'oauth_error' ? 1 : 0)
  })
})
