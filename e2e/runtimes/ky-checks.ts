// Checks of the promises of createTokenFetch and @grantkit/ky that run in every runtime: without test framework or Node, with the
// built packages.
import { kyFetch, withTokens } from '@grantkit/ky'
import { createTokenFetch, type TokenFetch, type TokenSource } from '@grantkit/tokens'
import { orThrow, requestClientCredentialsToken } from 'grantkit'
import ky from 'ky'
import { equal, holds, rejection } from './assert.ts'
import type { Check } from './endpoint.ts'

/** The requests that the API of the checks received. */
interface Got {
  method: string
  headers: Record<string, string>
  body: string
}

/** A source with the token at-1, which the API refuses, until it is refreshed. */
function sourceOf(...tokens: string[]): TokenSource {
  return {
    getAccessToken: async ({ forceRenewal = false } = {}) => {
      if (forceRenewal && tokens.length > 1) tokens.shift()
      return { accessToken: `${tokens[0]}`, tokenType: 'Bearer' }
    },
  }
}

const gotBy = async (response: Response): Promise<Got> => (await response.json()).got

function fetchOf(url: string, ...tokens: string[]): TokenFetch {
  return createTokenFetch(sourceOf(...tokens), { origins: [new URL(url).origin] })
}

const post = { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }

export const kyChecks: Record<string, Check> = {
  async 'a 401 costs one renewal, and the body is sent again'(endpoint) {
    const url = endpoint.at('/api')
    for (const ask of [
      (tokenFetch: TokenFetch) => tokenFetch(url, post),
      (tokenFetch: TokenFetch) => tokenFetch(new URL(url), post),
      (tokenFetch: TokenFetch) => tokenFetch(new Request(url, post)),
      (tokenFetch: TokenFetch) => tokenFetch(url, { ...post, body: new Blob(['{"a":1}']) }),
    ]) {
      const { method, headers, body } = await gotBy(await ask(fetchOf(url, 'at-1', 'at-2')))
      equal([method, headers.authorization, body], ['POST', 'Bearer at-2', '{"a":1}'])
      equal(headers['content-type'], 'application/json')
    }
    equal((await endpoint.log()).length, 8, 'requests')
  },

  async 'a stream is sent once, whatever comes'(endpoint) {
    const url = endpoint.at('/api')
    const body = new Blob(['{"a":1}']).stream()
    const response = await fetchOf(url, 'at-1', 'at-2')(url, { method: 'POST', body, duplex: 'half' } as RequestInit)
    equal(response.status, 401)
    equal((await endpoint.log()).length, 1, 'requests')
  },

  async 'a redirect is followed with the token, and with the body where fetch would keep it'(endpoint) {
    const url = endpoint.at('/moved')
    for (const input of [url, new Request(url, post)]) {
      const response = await fetchOf(url, 'at-2')(input, typeof input === 'string' ? post : undefined)
      holds(response.redirected, 'the answer says that it was redirected')
      const { method, headers, body } = await gotBy(response)
      equal([method, headers.authorization, body], ['POST', 'Bearer at-2', '{"a":1}'])
    }
  },

  async 'a redirect out of the origins is followed without the token'(endpoint) {
    const url = endpoint.at('/moved')
    const tokenFetch = createTokenFetch(sourceOf('at-2'), { origins: [`${new URL(url).origin}/moved`] })
    equal((await gotBy(await tokenFetch(url))).headers.authorization, undefined)
  },

  async 'a redirect is the caller’s where that says so'(endpoint) {
    const url = endpoint.at('/moved')
    equal((await fetchOf(url, 'at-2')(url, { redirect: 'manual' })).status, 307)
  },

  async 'ky calls with a token, which it renews unseen'(endpoint) {
    const url = endpoint.at('/api')
    const api = withTokens(ky.create({ retry: 0 }), sourceOf('at-1', 'at-2'), { origins: [new URL(url).origin] })
    const { got } = await api.post(url, { json: { a: 1 } }).json<{ got: Got }>()
    equal([got.headers.authorization, got.body], ['Bearer at-2', '{"a":1}'])
  },

  async 'a token comes over ky, which tries again where it may'(endpoint) {
    const fetch = kyFetch(ky.create({ retry: { limit: 1, delay: () => 1 } }))
    const client = { clientId: 'client', clientSecret: 'secret' }
    const request = { address: endpoint.at('/token'), ...client }
    equal(orThrow(await requestClientCredentialsToken(request, { fetch })).accessToken, 'at')
    const down = await requestClientCredentialsToken({ ...request, address: endpoint.at('/bad-gateway') }, { fetch })
    equal(down.isError && [down.code, down.raw], ['http_error', '<h1>502 Bad Gateway</h1>'])
    const moved = await requestClientCredentialsToken({ ...request, address: endpoint.at('/redirect') }, { fetch })
    equal(moved.isError && moved.code, 'redirect')
    equal(
      (await endpoint.log()).map(({ path }) => path),
      ['/token', '/bad-gateway', '/bad-gateway', '/redirect'],
    )
  },

  async 'an abort ends a call with its reason'(endpoint) {
    const url = endpoint.at('/silent')
    const controller = new AbortController()
    const asking = fetchOf(url, 'at-2')(url, { signal: controller.signal })
    const reason = new Error('changed my mind')
    setTimeout(() => controller.abort(reason), 20)
    equal(`${await rejection(asking)}`, `${reason}`)
  },
}
