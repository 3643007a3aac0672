import { createClientAssertion, createRequestObject, type RequestObjectRequest } from '@grantkit/jose'
import {
  createAuthorizeUrl,
  createPkce,
  createState,
  getJsonWebKeySet,
  orThrow,
  parseAuthorizeResponse,
  pushAuthorization,
  requestAuthorizationCodeToken,
} from 'grantkit'
import { decodeJwt, generateKeyPair } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { refusal } from '../real-server/refusal.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
// a client whose requests must be signed
const { clientId } = server.clients.webJar
const signing = { key: server.clientKey, kid: 'client', clientId }
const clientAssertion = createClientAssertion({ ...signing, audience: server.issuer })
const push = { address: server.pushedAuthorizationRequestEndpoint, clientId, clientAssertion }
const authorize = { address: server.authorizationEndpoint, clientId }
const scope = 'openid email'

/** The server's encryption key. */
const { keys } = orThrow(await getJsonWebKeySet({ address: server.jwksUri }))
const serverKey = keys.find(({ use }) => use === 'enc') as (typeof keys)[0]
const forms: [string, Partial<RequestObjectRequest>][] = [
  ['signed', {}],
  ['signed and encrypted', { encryption: { key: serverKey } }],
]

/** A request with all parameters, and the values for checking the callback. */
async function wanted(more: Partial<RequestObjectRequest>) {
  const { codeVerifier, codeChallenge } = await createPkce()
  const state = createState()
  const request = await createRequestObject({
    ...signing,
    audience: server.issuer,
    redirectUri,
    scope,
    state,
    codeChallenge,
    maxAge: 600,
    nonce: 'n1',
    claims: { id_token: { email: { essential: true } } },
    ...more,
  })
  return { request, state, codeVerifier }
}

/** Logs alice in, from the URL to an ID token. */
async function follow(url: string, { state, codeVerifier }: { state: string; codeVerifier: string }) {
  const { url: callback } = await new UserAgent().visit(url, { until: redirectUri })
  const { code } = orThrow(parseAuthorizeResponse(callback, { state, issuer: server.issuer }) as never) as {
    code: string
  }
  const login = { code, codeVerifier, redirectUri }
  const token = await requestAuthorizationCodeToken({
    address: server.tokenEndpoint,
    clientId,
    clientAssertion,
    ...login,
  })
  return decodeJwt(orThrow(token).idToken ?? '')
}

describe.each(forms)('a request object, %s', (_, form) => {
  it('logs in by value', async () => {
    const login = await wanted(form)
    // OpenID Connect requires these two outside of the object as well
    const url = createAuthorizeUrl({ ...authorize, request: login.request, responseType: 'code', scope })
    expect(await follow(url, login)).toMatchObject({ sub: 'alice', nonce: 'n1', email: 'alice@example.test' })
  })

  it('logs in by a pushed request', async () => {
    const login = await wanted(form)
    const { requestUri } = orThrow(await pushAuthorization({ ...push, request: login.request }))
    const url = createAuthorizeUrl({ ...authorize, requestUri })
    expect(await follow(url, login)).toMatchObject({ sub: 'alice', nonce: 'n1', auth_time: expect.any(Number) })
  })

  it('is refused when signed by another key, for another server, or too long ago', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const late = await createRequestObject(
      { ...signing, audience: server.issuer, redirectUri, scope, ...form },
      { now: () => Date.now() - 61_000 },
    )
    const others = [{ key: privateKey }, { audience: 'https://other.example' }]
    const requests = await Promise.all(others.map((other) => wanted({ ...form, ...other })))
    for (const request of [...requests.map((login) => login.request), late]) {
      expect(await pushAuthorization({ ...push, request })).toMatchObject(refusal(400, 'invalid_request_object'))
    }
  })
})

it('a request without a request object is refused if the client must sign', async () => {
  const plain = await pushAuthorization({ ...push, redirectUri, scope, codeChallenge: 'c'.repeat(43) })
  expect(plain).toMatchObject(refusal(400, 'invalid_request'))
})
