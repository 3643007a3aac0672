import { createDiscoveryCache, type Fetch, getDiscoveryDocument, orThrow } from 'grantkit'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})
const authority = server.issuer
const openId = '/.well-known/openid-configuration'
const oauth = '/.well-known/oauth-authorization-server'
const paths = () => server.requests.map(({ path }) => path)

/** A gateway that forwards everything except one path. */
const without =
  (path: string, response: () => Response): Fetch =>
  (url, init) =>
    url.endsWith(path) ? Promise.resolve(response()) : fetch(url, init)

describe('getDiscoveryDocument', () => {
  it('finds every endpoint of the server by its issuer alone, in one request', async () => {
    const document = orThrow(await getDiscoveryDocument({ authority }))
    expect(document).toMatchObject({
      issuer: server.issuer,
      authorizationEndpoint: server.authorizationEndpoint,
      tokenEndpoint: server.tokenEndpoint,
      endSessionEndpoint: server.endSessionEndpoint,
      deviceAuthorizationEndpoint: server.deviceAuthorizationEndpoint,
      backchannelAuthenticationEndpoint: server.backchannelAuthenticationEndpoint,
      pushedAuthorizationRequestEndpoint: server.pushedAuthorizationRequestEndpoint,
      introspectionEndpoint: server.introspectionEndpoint,
      revocationEndpoint: server.revocationEndpoint,
      userinfoEndpoint: server.userInfoEndpoint,
      registrationEndpoint: server.registrationEndpoint,
      jwksUri: server.jwksUri,
      authorizationResponseIssParameterSupported: true,
      codeChallengeMethodsSupported: ['S256'],
      dpopSigningAlgValuesSupported: expect.arrayContaining(['ES256']),
      quirks: [],
    })
    expect(document.json.token_endpoint).toBe(server.tokenEndpoint)
    expect(paths()).toEqual([openId])
  })

  it('continues with the RFC 8414 address if there is no document at the OpenID address (PAIN 27)', async () => {
    const gateway = without(openId, () => new Response('not found', { status: 404 }))
    expect(await getDiscoveryDocument({ authority }, { fetch: gateway })).toMatchObject({
      isError: false,
      tokenEndpoint: server.tokenEndpoint,
    })
    expect(paths()).toEqual([oauth])
  })

  it('continues if there is a page with status 200 at the OpenID address (PAIN 27)', async () => {
    const page = () => new Response('<!doctype html><div id="app">', { headers: { 'content-type': 'text/html' } })
    expect(await getDiscoveryDocument({ authority }, { fetch: without(openId, page) })).toMatchObject({
      isError: false,
      tokenEndpoint: server.tokenEndpoint,
    })
  })

  it.each([openId, oauth])('reads the document at %s by its address', async (path) => {
    const document = await getDiscoveryDocument({ address: server.issuer + path })
    expect(document).toMatchObject({ isError: false, issuer: server.issuer })
    expect(paths()).toEqual([path])
  })

  it('refuses the document at another name of the same host, because its issuer differs', async () => {
    const other = server.issuer.replace('127.0.0.1', 'localhost')
    expect(await getDiscoveryDocument({ authority: other })).toMatchObject({
      isError: true,
      code: 'invalid_response',
      errorDescription: expect.stringMatching(/^issuer \S+ differs from the authority \S+ by its host;/),
    })
  })

  it('refuses the document if the issuer differs by a trailing slash only', async () => {
    expect(await getDiscoveryDocument({ authority: `${server.issuer}/` })).toMatchObject({
      isError: true,
      code: 'invalid_response',
      errorDescription: expect.stringMatching(/^issuer \S+ differs from the authority \S+ by a trailing slash;/),
    })
  })

  it('names the addresses it tried if there is no document', async () => {
    const response = await getDiscoveryDocument({ authority: `${server.issuer}/tenant` })
    expect(response).toMatchObject({ isError: true, httpStatus: 404 })
    expect(paths()).toEqual([`/tenant${openId}`, `${oauth}/tenant`, `${openId}/tenant`])
  })
})

describe('createDiscoveryCache', () => {
  it('sends one request for concurrent callers, and none while the document is fresh', async () => {
    const cache = createDiscoveryCache({ authority })
    const documents = await Promise.all(Array.from({ length: 10 }, () => cache.get()))
    expect(documents.every((document) => !document.isError && document.tokenEndpoint === server.tokenEndpoint)).toBe(
      true,
    )
    orThrow(await cache.get())
    expect(paths()).toEqual([openId])
    orThrow(await cache.refresh())
    expect(paths()).toEqual([openId, openId])
  })

  it('serves the last valid document, with the reason, after the server has stopped', async () => {
    const brief = await startAuthorizationServer()
    const cache = createDiscoveryCache({ authority: brief.issuer })
    orThrow(await cache.get())
    await brief.close()
    const document = await cache.refresh()
    expect(document).toMatchObject({ isError: false, tokenEndpoint: brief.tokenEndpoint, stale: { code: 'network' } })
  })

  it('starts offline from the document of an earlier run (PAIN 27)', async () => {
    const { json } = orThrow(await getDiscoveryDocument({ authority }))
    server.requests.length = 0
    const cache = createDiscoveryCache({ authority, seed: JSON.parse(JSON.stringify(json)) })
    expect(await cache.get()).toMatchObject({ isError: false, jwksUri: server.jwksUri })
    expect(paths()).toEqual([])
  })

  it('does not cache a failure: the next call sends a request (PAIN 27)', async () => {
    let down = true
    const fetchUp: Fetch = (url, init) => (down ? Promise.resolve(new Response('', { status: 503 })) : fetch(url, init))
    const cache = createDiscoveryCache({ authority, fetch: fetchUp })
    expect(await cache.get()).toMatchObject({ isError: true, httpStatus: 503, transient: true })
    down = false
    expect(await cache.get()).toMatchObject({ isError: false })
  })
})
