import { createHash, X509Certificate } from 'node:crypto'
import { type ClientSettings, createClient, type Fetch, orThrow } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import type { Certificate } from '../server/certificates.ts'
import { createTlsFetch, type TlsFetch } from '../server/tls-fetch.ts'

const server = await startAuthorizationServer({ tls: true })
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
  it('gets a token that is bound to the certificate, from the alias of the endpoint', async () => {
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

  it('fails with the words of the server where there is no certificate, or another', async () => {
    for (const wrong of [bare, withStranger]) {
      const refused = await clientWith(wrong, clientId).requestClientCredentialsToken(request())
      expect(refused).toMatchObject({ isError: true, error: 'invalid_client', code: 'oauth_error', httpStatus: 401 })
    }
  })

  it('fails where the endpoint without certificates is called', async () => {
    const plain = clientWith(fetch, clientId, { useMtlsEndpointAliases: false })
    expect(await plain.requestClientCredentialsToken(request())).toMatchObject({ error: 'invalid_client' })
    expect(server.requests.at(-1)?.headers.host).toBe(new URL(server.issuer).host)
  })
})

it('says what failed, and no key, where the server is not to be trusted', async () => {
  const failed = await clientWith(fetch, machineTls.clientId).requestClientCredentialsToken(request())
  expect(failed).toMatchObject({ isError: true, code: 'network', transient: true })
  expect(JSON.stringify(failed)).toMatch(/_CERT_/)
  expect(JSON.stringify(failed)).not.toContain('PRIVATE KEY')
})

it('goes to an alias on another host only where the policy lets it', async () => {
  const strict = clientWith(withClient, machineTls.clientId, { policy: {} })
  expect(await strict.requestClientCredentialsToken(request())).toMatchObject({
    code: 'invalid_response',
    errorDescription: expect.stringContaining('mtls_endpoint_aliases.token_endpoint'),
  })
})
