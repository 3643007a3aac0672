import {
  type FailureCode,
  type Fetch,
  type RequestOptions,
  requestAuthorizationCodeToken,
  requestBackchannelAuthenticationToken,
  requestClientCredentialsToken,
  requestDeviceToken,
  requestJwtBearerToken,
  requestPasswordToken,
  requestRefreshToken,
  requestSaml2BearerToken,
  requestToken,
  requestTokenExchangeToken,
  type TokenResponse,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { clients, grantTypes } from '../server/clients.ts'
import { startFront } from './front.ts'
import { printed } from './printed.ts'

const server = await startAuthorizationServer()
const redirecting = await startFront((_, response) => response.writeHead(307, { location: server.issuer }).end())
const broken = await startFront((_, response) => response.destroy())
const silent = await startFront(() => {})
const echo = await startFront(({ headers, form }, response) => {
  response.writeHead(500).end(`<pre>${JSON.stringify(headers)} ${decodeURIComponent(`${form}`)}</pre>`)
})
const gateway = await startFront((_, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'))
afterAll(() => Promise.all([server, redirecting, broken, silent, echo, gateway].map((each) => each.close())))

/** A secret that can be recognized wherever it appears. */
const canary = (name: string) => `canary-${name}-5f2c9e`
const bearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const tokenType = 'urn:ietf:params:oauth:token-type:access_token'
const basic = { clientId: 'machine', clientSecret: canary('secret') }
const body = { ...basic, clientCredentialStyle: 'body' } as const

/** Requests with a secret in every field that takes one. The server refuses all of them. */
const requests: Record<string, (address: string, options: RequestOptions) => Promise<TokenResponse>> = {
  'a wrong secret in the header': (address, options) => requestClientCredentialsToken({ address, ...basic }, options),
  'a wrong secret in the body': (address, options) => requestClientCredentialsToken({ address, ...body }, options),
  'a wrong client assertion': (address, options) => {
    const clientAssertion = { type: bearer, value: canary('client-assertion') }
    return requestClientCredentialsToken({ address, clientId: 'machine-private-key-jwt', clientAssertion }, options)
  },
  'a header of its own': (address, options) => {
    const headers = { authorization: `Bearer ${canary('authorization')}`, 'x-api-key': canary('header') }
    return requestClientCredentialsToken({ address, headers, parameters: { key: canary('parameter') } }, options)
  },
  'a wrong password': (address, options) => {
    const user = { username: canary('username'), password: canary('password') }
    return requestPasswordToken({ address, ...clients.legacy, ...user }, options)
  },
  'a wrong code and verifier': (address, options) => {
    const login = { code: canary('code'), codeVerifier: canary('verifier'), redirectUri: 'http://localhost:1/callback' }
    return requestAuthorizationCodeToken({ address, ...clients.spa, ...login }, options)
  },
  'a wrong refresh token': (address, options) =>
    requestRefreshToken({ address, ...clients.legacy, refreshToken: canary('refresh') }, options),
  'a wrong device code': (address, options) =>
    requestDeviceToken({ address, ...clients.device, deviceCode: canary('device') }, options),
  'wrong subject and actor tokens': (address, options) => {
    const tokens = { subjectToken: canary('subject'), actorToken: canary('actor') }
    const types = { subjectTokenType: tokenType, actorTokenType: tokenType }
    return requestTokenExchangeToken({ address, ...clients.exchanger, ...tokens, ...types }, options)
  },
  'a wrong auth_req_id': (address, options) => {
    const authenticationRequestId = canary('auth-req-id')
    return requestBackchannelAuthenticationToken({ address, ...clients.backchannel, authenticationRequestId }, options)
  },
  'a wrong JWT': (address, options) =>
    requestJwtBearerToken({ address, ...clients.partner, assertion: canary('jwt') }, options),
  'a wrong SAML assertion': (address, options) =>
    requestSaml2BearerToken({ address, ...clients.partner, assertion: canary('saml') }, options),
  'a wrong parameter of a custom grant': (address, options) => {
    const parameters = { api_key: canary('api-key') }
    return requestToken({ address, ...clients.gateway, grantType: grantTypes.apiKey, parameters }, options)
  },
  'a wrong DPoP proof': (address, options) =>
    requestClientCredentialsToken({ address, ...clients.machineDPoP, dpopProof: canary('proof') }, options),
}

/** A transport whose error contains the whole request, in its message and in its members. */
const talkative: Fetch = async (url, init) => {
  const headers = Object.values({ ...init.headers }).join()
  throw Object.assign(new Error(`could not send ${init.body} with ${headers}`), { url, init, cause: String(init.body) })
}

const secretClients = [basic, ...Object.values(clients).filter((client) => 'clientSecret' in client)]
const everySecret = [
  'canary-',
  ...secretClients.map(({ clientSecret }) => clientSecret),
  // Base64 doesn't protect a secret
  ...secretClients.map(({ clientId, clientSecret }) => btoa(`${clientId}:${clientSecret}`)),
]

describe.each<[string, string, FailureCode, RequestOptions]>([
  ['the server returns an error', server.tokenEndpoint, 'oauth_error', {}],
  ['the address redirects', redirecting.address, 'redirect', {}],
  ['the connection is lost', broken.address, 'network', {}],
  ['nothing responds in time', silent.address, 'timeout', { timeoutMs: 100 }],
  ['a gateway responds', gateway.address, 'http_error', {}],
  ['an error page repeats the request', echo.address, 'http_error', {}],
  ['the error of fetch contains the request', server.tokenEndpoint, 'network', { fetch: talkative }],
])('if %s', (_, address, code, options) => {
  it.each(Object.entries(requests))(
    'no secret of the request is in the failure of %s (PAIN 14)',
    async (_, request) => {
      const response = await request(address, options)
      if (!response.isError) throw new Error('this request should have failed')
      expect(response.code).toBe(code)
      const text = printed(response)
      expect(everySecret.filter((secret) => text.includes(secret))).toEqual([])
    },
  )
})
