import { createClient, createDPoP, type ProfileClientSettings } from '@grantkit/jose'
import { LoginError, type OidcClientSettings } from '@grantkit/oidc'
import { checkIdToken } from '@grantkit/oidc/check-id-token'
import { isSameUser } from '@grantkit/oidc/same-user'
import { createDiscoveryCache, orThrow, requestRefreshToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { clientOf, signIn, visit } from './sign-in.ts'

const server = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
const other = await startAuthorizationServer({ pageOrigin })
afterAll(() => Promise.all([server.close(), strict.close(), other.close()]))
const { clients, decryptionKeys, clientKey } = server

/** Settings with a client of @grantkit/jose that shares the metadata. */
function throughJose(
  at: typeof server,
  settings: Omit<ProfileClientSettings, 'authority'>,
): Partial<OidcClientSettings> {
  const discovery = createDiscoveryCache({ authority: at.issuer })
  const client = createClient({ discovery, ...settings })
  const { clientId = '', dpop } = settings
  return { clientId, discovery, client, ...(dpop && { dpop: dpop as ReturnType<typeof createDPoP> }) }
}
const signing = { key: clientKey, kid: 'client' }

describe('a login by each kind of client', () => {
  it.for<[string, Partial<OidcClientSettings>]>([
    ['public', {}],
    ['with a secret', clients.web],
    ['by a pushed request that the client must send', { ...clients.webPushed, pushedRequests: 'always' }],
    ['by a pushed request of its own will', { ...clients.web, pushedRequests: 'always' }],
    ['by a form post', { ...clients.web, responseMode: 'form_post' }],
    ['with userinfo', { ...clients.web, userInfo: true }],
    ['with encrypted ID tokens', { ...clients.webEncrypted, decryptionKeys: [decryptionKeys.ec] }],
    ['with a signed response (JARM)', throughJose(server, { ...clients.webJarm, signedResponses: true })],
    [
      'with an encrypted response (JARM)',
      throughJose(server, { ...clients.webJarmEncrypted, signedResponses: true, decryptionKeys: [decryptionKeys.ec] }),
    ],
    ['with a signed request (JAR)', throughJose(server, { ...clients.webJar, ...signing, signedRequests: true })],
  ])('%s', async ([, settings]) => {
    const { result } = await signIn(clientOf(server, settings), { returnTo: '/orders', data: [1] })
    if (result.status !== 'completed') throw new Error(JSON.stringify(result))
    expect(result.claims).toMatchObject({ iss: server.issuer, sub: 'alice' })
    expect(result).toMatchObject({ returnTo: '/orders', data: [1], token: { tokenType: 'Bearer' } })
    if (settings.userInfo) expect(result.userInfo?.subject).toBe('alice')
  })

  it.for([
    ['public', false],
    ['public, pushed', true],
  ] as const)('with tokens bound to a DPoP key: %s', async ([, pushed]) => {
    for (const at of [server, strict]) {
      const dpop = createDPoP()
      const pushedRequests = pushed ? 'always' : 'when-required'
      const { result, transaction } = await signIn(clientOf(at, { ...at.clients.spaDPoP, dpop, pushedRequests }))
      expect(result).toMatchObject({ status: 'completed', token: { tokenType: 'DPoP' } })
      expect(transaction.dpopKey).toBe(await dpop.getThumbprint())
    }
  })

  it('refuses the code with another DPoP key than that of the login', async () => {
    const { spaDPoP } = clients
    const { response, transaction } = await visit(clientOf(server, { ...spaDPoP, dpop: createDPoP() }))
    const thief = clientOf(server, { ...spaDPoP, dpop: createDPoP() })
    expect(await thief.processResponse(response, transaction)).toMatchObject({ code: 'token_request_failed' })
  })

  it.for([
    ['FAPI 2.0 Security Profile', 'fapi', {}],
    ['FAPI 2.0 Message Signing', 'fapiSigned', { signedRequests: true, signedResponses: true }],
  ] as const)('%s', async ([, name, more]) => {
    for (const at of [server, strict]) {
      const keys = { key: at.clientKey, kid: 'client', dpop: createDPoP() }
      const profile = throughJose(at, { profile: 'fapi2', ...at.clients[name], ...keys, ...more })
      const { url, result } = await signIn(clientOf(at, profile))
      expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
      expect(result).toMatchObject({ status: 'completed', claims: { sub: 'alice' }, token: { tokenType: 'DPoP' } })
    }
  })
})

describe('what comes back', () => {
  it('takes two requests, for the token and the keys, with a new client', async () => {
    const { response, transaction } = await visit(clientOf(server))
    const before = server.requests.length
    const kept = JSON.parse(JSON.stringify(transaction))
    expect(await clientOf(server).processResponse(response, kept)).toMatchObject({ status: 'completed' })
    const paths = server.requests.slice(before).map(({ path }) => path)
    expect(paths.sort()).toEqual(['/jwks', '/token'])
  })

  it('is denied if the user cancels', async () => {
    const { result } = await signIn(clientOf(server), { returnTo: '/orders' }, { cancel: true })
    expect(result).toMatchObject({ status: 'denied', error: 'access_denied', silent: false, returnTo: '/orders' })
  })

  it('is a silent refusal if nobody is signed in', async () => {
    const { result } = await signIn(clientOf(server), { prompt: 'none' })
    expect(result).toMatchObject({ status: 'denied', error: 'login_required', silent: true })
  })

  it('is user_mismatch if somebody else signs in', async () => {
    const client = clientOf(server)
    const bob = { login: 'bob', password: 'builder' }
    expect((await signIn(client, { expectedSubject: 'alice' }, bob)).result).toMatchObject({ code: 'user_mismatch' })
    expect((await signIn(client, { expectedSubject: 'bob' }, bob)).result).toMatchObject({ status: 'completed' })
  })

  it('has the time of the sign-in if its age counts', async () => {
    const { result } = await signIn(clientOf(server), { maxAgeSeconds: 60 })
    expect(result).toMatchObject({ status: 'completed', claims: { auth_time: expect.any(Number) } })
  })

  it('belongs to its own login, even if other logins are pending (PAIN 10, 36)', async () => {
    const client = clientOf(server)
    const agent = new UserAgent()
    const first = await visit(client, { returnTo: '/first' }, { agent })
    const second = await visit(client, { returnTo: '/second' }, { agent })
    expect(await client.processResponse(first.response, second.transaction)).toMatchObject({ code: 'state_mismatch' })
    expect(await client.processResponse(second.response, second.transaction)).toMatchObject({ returnTo: '/second' })
    expect(await client.processResponse(first.response, first.transaction)).toMatchObject({ returnTo: '/first' })
  })

  it('from another server is refused, and its code is not sent (RFC 9207)', async () => {
    const ours = await visit(clientOf(server))
    const theirs = await visit(clientOf(other))
    const mixed = new URL(`${theirs.response}`)
    mixed.searchParams.set('state', ours.transaction.state)
    const before = server.requests.length
    const result = await clientOf(server).processResponse(mixed, ours.transaction)
    expect(result).toMatchObject({ status: 'failed', code: 'issuer_mismatch' })
    expect(server.requests).toHaveLength(before)
    expect(await clientOf(server).processResponse(theirs.response, theirs.transaction)).toEqual({ status: 'foreign' })
  })

  it('is exchanged once: twice at once, and again later (PAIN 9)', async () => {
    const client = clientOf(server)
    const { response, transaction } = await visit(client)
    const before = server.requests.filter(({ path }) => path === '/token').length
    const both = await Promise.all([1, 2].map(() => client.processResponse(response, transaction)))
    expect(both.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(await client.processResponse(response, transaction)).toEqual({ status: 'unknown' })
    expect(server.requests.filter(({ path }) => path === '/token')).toHaveLength(before + 1)
    // another process has no memory of it: the server refuses
    expect(await clientOf(server).processResponse(response, transaction)).toMatchObject({
      code: 'token_request_failed',
      failure: { error: 'invalid_grant' },
    })
  })

  it("is validated with the server's time, on a device whose clock is two hours wrong", async () => {
    for (const hours of [2, -2]) {
      const now = () => Date.now() + hours * 3_600_000
      expect((await signIn(clientOf(server, { now }))).result).toMatchObject({ status: 'completed' })
    }
  })

  it('continues with a refreshed ID token of the same user', async () => {
    const settings = { issuer: server.issuer, ...clients.web, redirectUri, scope: 'openid offline_access' }
    const { result } = await signIn(clientOf(server, settings), { prompt: 'consent' })
    if (result.status !== 'completed' || !result.claims) throw new Error(result.status)
    const { token, claims: previous, transaction } = result
    const refresh = { address: server.tokenEndpoint, ...clients.web, refreshToken: token.refreshToken ?? '' }
    const { idToken = '', accessToken } = orThrow(await requestRefreshToken(refresh))
    expect(isSameUser(idToken, previous, clients.web.clientId)).toBe(true)
    expect(isSameUser(idToken, { ...previous, sub: 'bob' }, clients.web.clientId)).toBe(false)
    const request = { idToken, accessToken, server: transaction.server }
    expect((await checkIdToken(settings, { ...request, previous })).sub).toBe('alice')
    const bob = checkIdToken(settings, { ...request, previous: { ...previous, sub: 'bob' } })
    await expect(bob).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'sub' })
    expect(decodeJwt(idToken).sub).toBe('alice')
  })
})

describe('before the user leaves', () => {
  it('says that the server refused a pushed request', async () => {
    const client = clientOf(server, { ...clients.web, clientSecret: 'wrong', pushedRequests: 'always' })
    const error = await client.prepareLogin().catch((reason) => reason)
    expect(error).toBeInstanceOf(LoginError)
    expect(error).toMatchObject({ code: 'server_refused', transient: false, failure: { error: 'invalid_client' } })
  })

  it('says that there is no such issuer', async () => {
    const client = clientOf(server, { issuer: `${server.issuer}/` })
    await expect(client.prepareLogin()).rejects.toMatchObject({ name: 'LoginError', code: 'discovery_failed' })
  })

  it('says that the server can’t keep a profile', async () => {
    const keys = { key: clientKey, dpop: createDPoP() }
    const discovery = createDiscoveryCache({
      authority: server.issuer,
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        const metadata = await response.json()
        delete metadata.dpop_signing_alg_values_supported
        return Response.json(metadata)
      },
    })
    const client = createClient({ profile: 'fapi2', discovery, ...clients.fapi, ...keys })
    const oidc = clientOf(server, { ...clients.fapi, discovery, client })
    await expect(oidc.prepareLogin()).rejects.toMatchObject({
      code: 'discovery_failed',
      cause: { code: 'profile_unsupported' },
    })
  })
})
