import { orThrow, parseWwwAuthenticate, requestPasswordToken } from 'grantkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { browsers, type Page } from './browser.ts'
import { callFromPage } from './page-calls.ts'
import { type PageServer, servePage } from './page-server.ts'

/** Requests that need no preflight, with the expected response. */
const simple: [name: string, method: string, path: string, answer: object][] = [
  ['token', 'POST', '/token', { error: 'invalid_grant' }],
  ['pushed authorization', 'POST', '/request', { httpStatus: 201 }],
  ['device authorization', 'POST', '/device/auth', { httpStatus: 200 }],
  ['revocation', 'POST', '/token/revocation', { httpStatus: 200 }],
  ['discovery', 'GET', '/.well-known/openid-configuration', { httpStatus: 200 }],
  ['keys', 'GET', '/jwks', { httpStatus: 200 }],
  ['resource metadata', 'GET', '/.well-known/oauth-protected-resource/api', { httpStatus: 200 }],
  ['token with the secret in the body', 'POST', '/token', { httpStatus: 200 }],
  ['introspection with the secret in the body', 'POST', '/token/introspection', { httpStatus: 200 }],
]

/** Requests with a header that causes a preflight. */
const asking: [name: string, header: string, method: string, path: string, answer: object][] = [
  ['userinfo', 'authorization', 'GET', '/me', { httpStatus: 200 }],
  ['token with the secret in the header', 'authorization', 'POST', '/token', { httpStatus: 200 }],
  ['token with a DPoP proof', 'dpop', 'POST', '/token', { error: 'invalid_dpop_proof' }],
  ['token with a header of the caller', 'x-request-id', 'POST', '/token', { error: 'invalid_grant' }],
]

describe.each(Object.entries(browsers))('a page in %s', (_, open) => {
  let server: AuthorizationServer
  let pages: PageServer
  let page: Page
  let accessToken: string

  beforeAll(async () => {
    pages = await servePage('script-tag', { config: () => 'globalThis.config = {}' })
    server = await startAuthorizationServer({ pageOrigin: pages.origin })
    const alice = { ...server.clients.legacy, username: 'alice', password: 'wonderland', scope: 'openid' }
    accessToken = orThrow(await requestPasswordToken({ address: server.tokenEndpoint, ...alice })).accessToken
    page = await open()
    await page.goto(`${pages.origin}/`)
    await page.waitForText('#status', /Signed out/)
  })
  afterAll(async () => {
    await page?.close()
    await pages?.close()
    await server?.close()
  })
  beforeEach(() => {
    server.requests.length = 0
  })

  const ask = (name: string) => {
    const { provider: _, requests: __, reasons: ___, ...rest } = server
    const at = JSON.parse(JSON.stringify(rest))
    return page.evaluate(callFromPage, { name, at, accessToken, redirectUri: `${pages.origin}/callback` })
  }
  const seen = () => server.requests.map(({ method, path }) => `${method} ${path}`)

  it.each(simple)('causes no preflight: %s (PAIN 26)', async (name, method, path, answer) => {
    expect(await ask(name)).toMatchObject(answer)
    expect(seen()).toEqual([`${method} ${path}`])
  })

  it.each(asking)('causes one preflight: %s, because of %s (PAIN 26)', async (name, header, method, path, answer) => {
    expect(await ask(name)).toMatchObject(answer)
    expect(seen()).toEqual([`OPTIONS ${path}`, `${method} ${path}`])
    expect(server.requests[0]?.headers['access-control-request-headers']).toBe(header)
  })

  it('cannot register, because JSON causes a preflight that this server does not allow: the failure names CORS (PAIN 26)', async () => {
    expect(await ask('registration')).toMatchObject({
      code: 'network',
      errorDescription: 'offline, blocked by CORS, or a wrong address',
    })
    expect(seen()).toEqual(['OPTIONS /reg'])
  })

  it('reads the challenge of an API that exposes it, and the metadata at its address', async () => {
    const header = await page.evaluate(
      async (api) => (await fetch(`${api}/hello`)).headers.get('www-authenticate'),
      server.api,
    )
    const [challenge] = parseWwwAuthenticate(header)
    expect(challenge?.parameters.resource_metadata).toBe(`${server.issuer}/.well-known/oauth-protected-resource/api`)
  })
})
