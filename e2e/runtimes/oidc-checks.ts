// Checks of the promises of @grantkit/oidc that run in every runtime: without test framework or Node, with the built package.
import { createOidcClient, LoginError, type OidcClientSettings } from '@grantkit/oidc'
import { loginOnLoopback } from '@grantkit/oidc/loopback'
import { createTestNavigator, testLogin } from '@grantkit/oidc/testing'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { equal, holds, rejection } from './assert.ts'
import type { Check } from './endpoint.ts'

const issuer = 'https://server.example'
const redirectUri = 'https://app.example/callback'

/** A client and its issuer, in memory. */
async function setUp(settings: Partial<OidcClientSettings> = {}) {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k' }]
  const about = { nonce: '', asked: [] as string[] }
  const at = (name: string) => `${issuer}/${name}`
  const fetch = async (url: string): Promise<Response> => {
    about.asked.push(new URL(url).pathname)
    if (url === at('keys')) return Response.json({ keys })
    if (url === at('token')) {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: issuer, aud: 'app', sub: 'alice', nonce: about.nonce, iat: now, exp: now + 300 }
      const id_token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(privateKey)
      return Response.json({ access_token: 'at', token_type: 'Bearer', id_token })
    }
    return Response.json({
      issuer,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      jwks_uri: at('keys'),
      end_session_endpoint: at('logout'),
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    })
  }
  const client = createOidcClient({ issuer, clientId: 'app', redirectUri, fetch, ...settings })
  return { client, about }
}

export const oidcChecks: Record<string, Check> = {
  async 'a login ends with validated claims'() {
    const { client, about } = await setUp()
    const navigator = createTestNavigator({ code: 'c', iss: issuer })
    const { url, transaction } = await client.prepareLogin({ returnTo: '/orders', data: { a: 1 } })
    about.nonce = transaction.nonce
    const result = await client.processResponse(navigator.navigate(url), JSON.parse(JSON.stringify(transaction)))
    equal(result.status, 'completed')
    holds(result.status === 'completed' && result.claims?.sub === 'alice', 'the claims are those of alice')
    holds(result.status === 'completed' && result.returnTo === '/orders', 'the user continues where they were')
    equal(about.asked.slice(1).sort(), ['/keys', '/token'])
  },

  async 'a forged ID token is refused'() {
    const { client, about } = await setUp()
    const navigator = createTestNavigator({ code: 'c', iss: issuer })
    const { url, transaction } = await client.prepareLogin()
    about.nonce = 'another'
    const result = await client.processResponse(navigator.navigate(url), transaction)
    equal(result.status === 'failed' && result.code, 'id_token_rejected')
  },

  async 'a response of another issuer or login is refused before anything is sent'() {
    const { client, about } = await setUp()
    const navigator = createTestNavigator({ code: 'c', iss: 'https://evil.example' }, { code: 'c', iss: issuer })
    const first = await client.prepareLogin()
    const second = await client.prepareLogin()
    const mixed = await client.processResponse(navigator.navigate(first.url), first.transaction)
    equal(mixed.status === 'failed' && mixed.code, 'issuer_mismatch')
    const crossed = navigator.navigate(second.url)
    const other = await client.processResponse(crossed, first.transaction)
    equal(other.status === 'failed' && other.code, 'state_mismatch')
    equal(await client.processResponse(crossed, undefined), { status: 'unknown' })
    equal(await client.processResponse(`${redirectUri}?code=c&state=s`, undefined), { status: 'foreign' })
    equal(about.asked, ['/.well-known/openid-configuration'])
  },

  async 'a logout comes back to its record'() {
    const { client } = await setUp()
    const logout = await client.prepareLogout({ postLogoutRedirectUri: 'https://app.example/', returnTo: '/bye' })
    const { transaction, form } = logout ?? {}
    const url = `https://app.example/?state=${form?.state}`
    equal(client.processLogoutResponse(url, transaction), { status: 'signed_out', returnTo: '/bye' })
  },

  async 'a server that is away is named'(endpoint) {
    const client = createOidcClient({ issuer: endpoint.at('/nowhere'), clientId: 'app', redirectUri })
    const error = await rejection(client.prepareLogin())
    holds(error instanceof LoginError, `${error} is a LoginError`)
    equal((error as LoginError).code, 'discovery_failed')
  },

  async 'a login on loopback says whether its port is taken, or nothing can listen'(endpoint) {
    const { client } = await setUp()
    const port = Number(new URL(endpoint.at('/')).port)
    const taken = await loginOnLoopback(client, { port, onUrl: () => {} })
    const free = await loginOnLoopback(client, { timeoutMs: 1, onUrl: () => {} })
    const isWorker = globalThis.navigator?.userAgent === 'Cloudflare-Workers'
    equal(taken.status === 'failed' && taken.code, isWorker ? 'listen_failed' : 'port_in_use')
    holds(taken.status === 'failed' && taken.message.includes(`${port}`), 'the message names the port')
    // Deno has permission only for the server's port
    const mayListen = !isWorker && !('Deno' in globalThis)
    equal(free.status === 'failed' ? free.code : free.status, mayListen ? 'expired' : 'listen_failed')
  },

  async 'a test needs no server'() {
    equal(testLogin({ claims: { sub: 'bob' } }).claims?.sub, 'bob')
  },
}
