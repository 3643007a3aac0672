import { createHash, X509Certificate } from 'node:crypto'
import { createClient as createProfileClient, validateJwtAccessToken } from '@grantkit/jose'
import {
  type ClientSettings,
  createClient,
  createKeyCache,
  createPkce,
  createState,
  type Fetch,
  orThrow,
} from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import type { Certificate } from '../server/certificates.ts'
import { createTlsFetch, type TlsFetch } from '../server/tls-fetch.ts'
import { UserAgent } from '../server/user-agent.ts'

const server = await startAuthorizationServer({ tls: true, pageOrigin })
const { certificates, mtlsOrigin = '' } = server
if (!certificates) throw new Error('the server is not behind TLS')
const { ca, client, stranger, selfSigned } = certificates
const fetches: TlsFetch[] = []
const fetchWith = (certificate?: Certificate): TlsFetch => {
  const fetch = createTlsFetch(ca, certificate)
  fetches.push(fetch)
  return fetch
}
const bare = fetchWith()
const withClient = fetchWith(client)
const withStranger = fetchWith(stranger)
const withSelfSigned = fetchWith(selfSigned)
afterAll(async () => {
  await Promise.all(fetches.map((fetch) => fetch.close()))
  await server.close()
})

const { machineTls, machineSelfSigned } = server.clients
const thumbprint = ({ cert }: Certificate) =>
  createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')

function clientWith(fetch: Fetch, clientId: string, settings: Partial<ClientSettings> = {}) {
  const policy = { additionalEndpointBaseAddresses: [mtlsOrigin] }
  return createClient({ authority: server.issuer, policy, useMtlsEndpointAliases: true, clientId, fetch, ...settings })
}
const request = () => ({ scope: 'read', resource: server.jwtApi })
const hello = async (fetch: Fetch, accessToken: string, api: string) =>
  (await fetch(`${mtlsOrigin}${new URL(api).pathname}/hello`, { headers: { authorization: `Bearer ${accessToken}` } }))
    .status

describe.each([
  ['tls_client_auth (RFC 8705 section 2.1)', machineTls, client, withClient],
  ['self_signed_tls_client_auth (RFC 8705 section 2.2)', machineSelfSigned, selfSigned, withSelfSigned],
] as const)('%s', (_, { clientId }, certificate, fetch) => {
  it('gets a token that is bound to the certificate, from the endpoint alias', async () => {
    const token = orThrow(await clientWith(fetch, clientId).requestClientCredentialsToken(request()))
    expect(token.tokenType).toBe('Bearer')
    expect(decodeJwt(token.accessToken).cnf).toEqual({ 'x5t#S256': thumbprint(certificate) })
    expect(server.requests.at(-1)).toMatchObject({ path: '/token', headers: { host: new URL(mtlsOrigin).host } })
  })

  it('calls an API with the certificate, and is refused without it or with another', async () => {
    for (const resource of [server.jwtApi, server.api]) {
      const asked = { scope: 'read', resource }
      const { accessToken } = orThrow(await clientWith(fetch, clientId).requestClientCredentialsToken(asked))
      expect(await hello(fetch, accessToken, resource)).toBe(200)
      expect(await hello(bare, accessToken, resource)).toBe(401)
      expect(await hello(withStranger, accessToken, resource)).toBe(401)
    }
  })

  it("fails with the server's error if there is no certificate, or another one", async () => {
    for (const wrong of [bare, withStranger]) {
      const refused = await clientWith(wrong, clientId).requestClientCredentialsToken(request())
      expect(refused).toMatchObject({ isError: true, error: 'invalid_client', code: 'oauth_error', httpStatus: 401 })
    }
  })

  it('fails if the endpoint without certificates is called', async () => {
    const plain = clientWith(fetch, clientId, { useMtlsEndpointAliases: false })
    expect(await plain.requestClientCredentialsToken(request())).toMatchObject({ error: 'invalid_client' })
    expect(server.requests.at(-1)?.headers.host).toBe(new URL(server.issuer).host)
  })
})

it("names the cause, but no key, if the server's certificate is not trusted", async () => {
  const failed = await clientWith(fetch, machineTls.clientId).requestClientCredentialsToken(request())
  expect(failed).toMatchObject({ isError: true, code: 'network', transient: false })
  expect(JSON.stringify(failed)).toMatch(/_CERT_/)
  expect(JSON.stringify(failed)).not.toContain('PRIVATE KEY')
})

it("uses no alias on another host if the policy allows only the authority's host", async () => {
  const strict = clientWith(withClient, machineTls.clientId, { policy: { endpointHosts: 'authority' } })
  expect(await strict.requestClientCredentialsToken(request())).toMatchObject({
    code: 'invalid_response',
    errorDescription: expect.stringContaining('mtls_endpoint_aliases.token_endpoint'),
  })
})

it('lets an API compare the certificate with the token (RFC 8705 section 3.1)', async () => {
  const token = orThrow(await clientWith(withClient, machineTls.clientId).requestClientCredentialsToken(request()))
  const keys = createKeyCache({ address: server.jwksUri, fetch: bare })
  const { accessToken } = token
  const checked = { accessToken, issuer: server.issuer, audience: server.jwtApi, keys, requireBinding: true }
  const certificateThumbprint = thumbprint(client)
  const { claims } = await validateJwtAccessToken({ ...checked, certificateThumbprint })
  expect(claims.client_id).toBe(machineTls.clientId)
  const other = { ...checked, certificateThumbprint: thumbprint(stranger) }
  await expect(validateJwtAccessToken(other)).rejects.toMatchObject({ name: 'JoseError' })
  await expect(validateJwtAccessToken(checked)).rejects.toMatchObject({ code: 'proof_missing' })
})

it("binds a public client's tokens to a certificate that is not registered (RFC 8705 section 4)", async () => {
  const own = createProfileClient({
    profile: 'oauth2.1',
    authority: server.issuer,
    policy: { additionalEndpointBaseAddresses: [mtlsOrigin] },
    ...server.clients.nativeTls,
    clientCertificate: true,
    fetch: withSelfSigned,
  })
  const { codeVerifier, codeChallenge } = await createPkce()
  const state = createState()
  const login = { redirectUri, scope: 'openid read', resource: server.jwtApi, state, codeChallenge }
  const { url } = await new UserAgent(bare).visit(await own.createAuthorizeUrl(login), { until: redirectUri })
  const { code } = orThrow(await own.parseAuthorizeResponse(url, { state }))
  const token = orThrow(await own.requestAuthorizationCodeToken({ code, redirectUri, codeVerifier }))
  expect(decodeJwt(token.accessToken).cnf).toEqual({ 'x5t#S256': thumbprint(selfSigned) })
  expect(await hello(withSelfSigned, token.accessToken, server.jwtApi)).toBe(200)
  expect(await hello(bare, token.accessToken, server.jwtApi)).toBe(401)

  const refreshToken = token.refreshToken ?? ''
  const thief = clientWith(withStranger, server.clients.nativeTls.clientId)
  expect(await thief.requestRefreshToken({ refreshToken })).toMatchObject({ error: 'invalid_grant' })
  expect((await own.requestRefreshToken({ refreshToken })).isError).toBe(false)
})
