// Checks of core's promises that run in every runtime: without test framework or Node, with the built package.
import * as grantkit from 'grantkit'
import { equal, holds, rejection } from './assert.ts'
import type { Check, Endpoint, Logged } from './endpoint.ts'

const {
  createAuthorizeUrl,
  createCodeChallenge,
  createPkce,
  createState,
  createTokenClient,
  orThrow,
  parseAuthorizeResponse,
  requestAuthorizationCodeToken,
  requestClientCredentialsToken,
  requestRefreshToken,
  requestToken,
  TokenRequestError,
} = grantkit

interface Got {
  method: string
  headers: Record<string, string>
  body: string
}

const basic = { clientId: 'client', clientSecret: 'secret' }
const gotOf = (response: grantkit.TokenResponse): Got => orThrow(response).json.got as Got
const formOf = ({ body }: Got): Record<string, string> => Object.fromEntries(new URLSearchParams(body))
const failureOf = (response: grantkit.TokenResponse): grantkit.TokenFailure => {
  if (response.isError) return response
  throw new Error('a success, should be a failure')
}

export const coreChecks: Record<string, Check> = {
  async 'the challenge is that of RFC 7636 appendix B'() {
    const challenge = await createCodeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
    equal(challenge, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  },

  async 'a fresh challenge is that of its verifier'() {
    const { codeVerifier, codeChallenge, codeChallengeMethod } = await createPkce()
    holds(/^[\w-]{43}$/.test(codeVerifier), 'a verifier is 43 characters')
    equal(codeChallenge, await createCodeChallenge(codeVerifier))
    equal(codeChallengeMethod, 'S256')
  },

  async 'no two states are alike'() {
    const states = Array.from({ length: 1000 }, createState)
    equal(new Set(states).size, 1000)
    holds(
      states.every((state) => /^[\w-]{43}$/.test(state)),
      'a state is 43 characters',
    )
  },

  async 'client credentials go out with Basic'(endpoint) {
    const response = await requestClientCredentialsToken({ ...basic, address: endpoint.at('/token'), scope: 'a b' })
    const got = gotOf(response)
    equal(got.method, 'POST')
    equal(got.headers.authorization, 'Basic Y2xpZW50OnNlY3JldA==')
    equal(got.headers.accept, 'application/json')
    holds(/^application\/x-www-form-urlencoded\b/.test(got.headers['content-type'] ?? ''), 'the body is a form')
    equal(formOf(got), { grant_type: 'client_credentials', scope: 'a b' })
    equal(orThrow(response).accessToken, 'at')
    equal(orThrow(response).expiresIn, 3600)
    equal(response.quirks, [])
  },

  async 'Basic carries any character, encoded by RFC 6749'(endpoint) {
    const got = gotOf(
      await requestClientCredentialsToken({
        address: endpoint.at('/token'),
        clientId: 'clïent:1',
        clientSecret: 'pä ss+%€😀',
      }),
    )
    const credentials = atob(got.headers.authorization?.slice('Basic '.length) ?? '')
    equal(credentials, 'cl%C3%AFent%3A1:p%C3%A4+ss%2B%25%E2%82%AC%F0%9F%98%80')
  },

  async 'a public client exchanges its code without a secret'(endpoint) {
    const got = gotOf(
      await requestAuthorizationCodeToken({
        address: endpoint.at('/token'),
        clientId: 'spa',
        code: 'c/d+e',
        redirectUri: 'http://localhost/callback',
        codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      }),
    )
    equal(got.headers.authorization, undefined)
    const form = formOf(got)
    equal(form.client_id, 'spa')
    equal(form.code, 'c/d+e')
    equal(form.redirect_uri, 'http://localhost/callback')
    equal(form.code_verifier, 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
    equal(Object.keys(form).length, 5)
  },

  async 'the refusal of a server is in its own words'(endpoint) {
    const failure = failureOf(
      await requestRefreshToken({ ...basic, address: endpoint.at('/refusal'), refreshToken: 'canary' }),
    )
    equal(failure.errorType, 'protocol')
    equal(failure.code, 'oauth_error')
    equal(failure.error, 'invalid_grant')
    equal(failure.errorDescription, 'the code is used up')
    equal(failure.httpStatus, 400)
    holds(!JSON.stringify(failure).includes('canary'), 'a failure does not repeat the request')
  },

  async 'a redirect is not followed'(endpoint) {
    const failure = failureOf(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/redirect') }))
    equal(failure.code, 'redirect')
    equal(failure.errorType, 'http')
    equal(failure.httpStatus, 302)
    equal(
      (await endpoint.log()).map(({ path }) => path),
      ['/redirect'],
    )
  },

  async 'a stalled body times out, and its connection ends'(endpoint) {
    await timesOut(endpoint, '/stalled')
  },

  async 'a server that says nothing times out, and its connection ends'(endpoint) {
    await timesOut(endpoint, '/silent')
  },

  async 'no timer outlives its call'(endpoint) {
    // a leftover timer of 24 days would keep the runtime running, which the starter notices
    const patient = { timeoutMs: 2 ** 31 - 1 }
    orThrow(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/token') }, patient))
    failureOf(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/broken') }, patient))
    failureOf(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/redirect') }, patient))
  },

  async 'a body over the limit is not read'(endpoint) {
    await isTooLarge(endpoint, '/large')
    await isTooLarge(endpoint, '/token', { maxBodyBytes: 10 })
  },

  async 'a small body that unpacks to a large one is not read'(endpoint) {
    await isTooLarge(endpoint, '/bomb')
  },

  async 'a body broken off is a network failure'(endpoint) {
    const failure = failureOf(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/broken') }))
    equal(failure.code, 'network')
    equal(failure.errorType, 'exception')
    equal(failure.transient, true)
    holds(failure.exception instanceof Error, 'the exception is an Error')
  },

  async 'abort rejects with the very reason'(endpoint) {
    const reason = { because: 'the user left' }
    const controller = new AbortController()
    const { signal } = controller
    const pending = rejection(
      requestClientCredentialsToken({ ...basic, address: endpoint.at('/stalled') }, { signal, timeoutMs: 20_000 }),
    )
    await until(endpoint, ([request]) => request !== undefined, 'the request arrives')
    controller.abort(reason)
    holds((await pending) === reason, 'the reason is the same object')
    await connectionEnds(endpoint)
  },

  async 'a call that was aborted beforehand sends nothing'(endpoint) {
    const signal = AbortSignal.abort(new RangeError('late'))
    const reason = await rejection(
      requestClientCredentialsToken({ ...basic, address: endpoint.at('/token') }, { signal }),
    )
    holds(reason === signal.reason, 'the reason is the same object')
    equal(await endpoint.log(), [])
  },

  async 'an HTML error page is a failure of HTTP'(endpoint) {
    const failure = failureOf(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/bad-gateway') }))
    equal(failure.errorType, 'http')
    equal(failure.code, 'http_error')
    equal(failure.error, 'Bad Gateway')
    equal(failure.httpStatus, 502)
    equal(failure.transient, true)
    equal(failure.raw, '<h1>502 Bad Gateway</h1>')
  },

  async 'a form-encoded token is a token'(endpoint) {
    const success = orThrow(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/form') }))
    equal(success.accessToken, 'at')
    equal(success.scope, 'repo,gist')
    holds(success.quirks.includes('form-encoded'), 'the quirk is told')
  },

  async 'JSON behind a byte-order mark is JSON'(endpoint) {
    const success = orThrow(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/marked') }))
    equal(success.accessToken, 'at')
    equal(success.quirks, ['byte-order-mark'])
  },

  async 'a DPoP proof is made again with the nonce that the server wants'(endpoint) {
    const dpop = { createProof: async ({ nonce = 'none' }) => `proof.${nonce}` }
    const success = orThrow(await requestClientCredentialsToken({ ...basic, address: endpoint.at('/dpop'), dpop }))
    equal(success.tokenType, 'DPoP')
    equal((await endpoint.log()).length, 2)
  },

  async 'a mistake in the arguments is a TypeError, and nothing is sent'(endpoint) {
    const address = endpoint.at('/token')
    const code = { clientId: 'spa', redirectUri: 'http://localhost/callback' }
    // wrong values that an untyped program may pass, and the field that the message must name
    const mistakes: [string, Promise<unknown>][] = [
      ['address', requestClientCredentialsToken({ ...basic, address: 'not a URL' })],
      ['address', requestClientCredentialsToken({ ...basic, address: address.replace('127.0.0.1', '192.0.2.1') })],
      ['code', requestAuthorizationCodeToken({ ...code, address, code: '' })],
      ['redirectUri', requestAuthorizationCodeToken({ ...code, address, code: 'c', redirectUri: ' ' })],
      ['grantType', requestToken({ ...basic, address } as never)],
      ['scope', requestClientCredentialsToken({ ...basic, address, scope: 1 as never })],
      ['parameters', requestClientCredentialsToken({ ...basic, address, parameters: { a: 1 as never } })],
      ['headers', requestClientCredentialsToken({ ...basic, address, headers: { 'x-a': 'b\r\nc: d' } })],
      ['clientSecret', requestClientCredentialsToken({ clientId: 'client', clientSecret: '', address })],
      ['clientId', requestClientCredentialsToken({ clientSecret: 'secret', address })],
      ['timeoutMs', requestClientCredentialsToken({ ...basic, address }, { timeoutMs: Number.NaN })],
    ]
    for (const [field, call] of mistakes) {
      const mistake = await rejection(call)
      holds(mistake instanceof TypeError, `${mistake} is a TypeError`)
      holds(String(mistake).includes(field), `"${mistake}" names ${field}`)
    }
    equal(await endpoint.log(), [])
  },

  async 'a token client binds what its calls share'(endpoint) {
    const client = createTokenClient({ ...basic, address: endpoint.at('/token'), parameters: { tenant: 't' } })
    const got = gotOf(await client.requestRefreshToken({ refreshToken: 'r', parameters: { extra: 'e' } }))
    equal(got.headers.authorization, 'Basic Y2xpZW50OnNlY3JldA==')
    const form = formOf(got)
    equal([form.grant_type, form.refresh_token, form.tenant, form.extra], ['refresh_token', 'r', 't', 'e'])
    const other = await client.requestClientCredentialsToken({ address: endpoint.at('/refusal') })
    equal(other.isError, true, 'isError of a call with an address of its own')
  },

  async 'orThrow returns a success and throws a failure'(endpoint) {
    const success = await requestClientCredentialsToken({ ...basic, address: endpoint.at('/token') })
    holds((orThrow(success) as unknown) === success, 'a success comes back as it is')
    const failure = requestClientCredentialsToken({ ...basic, address: endpoint.at('/refusal') }).then(orThrow)
    const thrown = await rejection(failure)
    holds(thrown instanceof TokenRequestError, 'what is thrown is a TokenRequestError')
    const { name, code, error, httpStatus } = thrown as grantkit.TokenRequestError
    equal([name, code, error, httpStatus], ['TokenRequestError', 'oauth_error', 'invalid_grant', 400])
  },

  async 'an authorization request and its callback fit together'() {
    const state = createState()
    const { searchParams } = new URL(
      createAuthorizeUrl({
        address: 'https://server.example/auth?x=1',
        clientId: 'spa',
        state,
        scope: ['openid', 'a'],
      }),
    )
    const sent = ['x', 'response_type', 'client_id', 'scope', 'state'].map((name) => searchParams.get(name))
    equal(sent, ['1', 'code', 'spa', 'openid a', state])
    equal(searchParams.size, 5, 'the number of parameters')
    const back = parseAuthorizeResponse(`https://app.example/callback?code=c&state=${state}`, { state })
    equal(!back.isError && back.code, 'c')
    const forged = parseAuthorizeResponse('https://app.example/callback?code=c&state=other', { state })
    equal(forged.isError && forged.code, 'state_mismatch')
    const refused = parseAuthorizeResponse(new URLSearchParams({ error: 'access_denied', state }), { state })
    equal(refused.isError && [refused.code, refused.error], ['oauth_error', 'access_denied'])
  },
}

async function timesOut(endpoint: Endpoint, path: string): Promise<void> {
  // long enough for the request to arrive while seven runtimes start on two cores
  const timeoutMs = 1500
  const begin = Date.now()
  const failure = failureOf(
    await requestClientCredentialsToken({ ...basic, address: endpoint.at(path) }, { timeoutMs }),
  )
  const took = Date.now() - begin
  equal(failure.code, 'timeout')
  equal(failure.errorType, 'exception')
  equal(failure.transient, true)
  holds(took > timeoutMs - 50 && took < 15_000, `${took} ms is about the ${timeoutMs} ms that were given`)
  await connectionEnds(endpoint)
}

async function isTooLarge(endpoint: Endpoint, path: string, options?: grantkit.RequestOptions): Promise<void> {
  const failure = failureOf(await requestClientCredentialsToken({ ...basic, address: endpoint.at(path) }, options))
  equal(failure.code, 'body_too_large', `code for ${path}`)
  equal(failure.errorType, 'exception')
}

/** Waits until the server notices that the connection was closed. */
async function connectionEnds(endpoint: Endpoint): Promise<void> {
  const [request] = await until(endpoint, ([first]) => first?.closed === true, 'the connection ends')
  equal(request?.answered, false, 'answered')
}

async function until(endpoint: Endpoint, isSo: (log: Logged[]) => boolean, what: string): Promise<Logged[]> {
  const end = Date.now() + 10_000
  for (;;) {
    const log = await endpoint.log()
    if (isSo(log)) return log
    holds(Date.now() < end, `${what} within 10 s; the server's log is ${JSON.stringify(log)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
