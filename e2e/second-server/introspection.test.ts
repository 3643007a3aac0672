import { introspectToken, orThrow, requestAuthorizationCodeToken, requestClientCredentialsToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { startLemonldap } from './lemonldap.ts'
import { logIn } from './log-in.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const address = server.tokenEndpoint
const introspection = { address: server.introspectionEndpoint, ...server.clients.machine }

const { accessToken, expiresAt = 0 } = orThrow(
  await requestAuthorizationCodeToken({ address, ...server.clients.spa, ...(await logIn(server)) }),
)

describe('the introspection endpoint of LemonLDAP::NG', () => {
  it.each(['header', 'body'] as const)('accepts any confidential client with its secret in the %s', async (style) => {
    const response = await introspectToken({ ...introspection, token: accessToken, clientCredentialStyle: style })
    expect(response).toMatchObject({
      isError: false,
      active: true,
      subject: 'dwho',
      scope: 'openid profile email',
      clientId: 'spa',
      issuer: server.issuer,
    })
    if (response.isError) throw new Error(response.error)
    expect(Math.abs((response.expiresAt ?? 0) - expiresAt)).toBeLessThan(10_000)
    // the response contains neither of the two
    expect(response).not.toHaveProperty('tokenType')
    expect(response).toMatchObject({ audience: [] })
  })

  it('introspects the JWT access token of a client', async () => {
    const { web } = server.clients
    const login = await logIn(server, { clientId: web.clientId })
    const { accessToken: token } = orThrow(await requestAuthorizationCodeToken({ address, ...web, ...login }))
    expect(await introspectToken({ ...introspection, token })).toMatchObject({ active: true, clientId: 'web' })
  })

  it("returns active for a client's own token, with the client as its subject", async () => {
    const request = { address, ...server.clients.machine, scope: 'api' }
    const { accessToken: token } = orThrow(await requestClientCredentialsToken(request))
    const response = await introspectToken({ ...introspection, token })
    expect(response).toMatchObject({ active: true, clientId: 'machine', scope: 'api' })
  })

  it('returns inactive for an unknown token', async () => {
    const response = await introspectToken({ ...introspection, token: 'made-up' })
    expect(response).toMatchObject({ isError: false, active: false })
  })

  it('refuses a wrong secret, and a public client with unauthorized_client', async () => {
    const wrong = { ...introspection, clientSecret: 'wrong', token: accessToken }
    expect(await introspectToken(wrong)).toMatchObject(refusal(401, 'invalid_client'))
    const open = { address: server.introspectionEndpoint, ...server.clients.spa, token: accessToken }
    expect(await introspectToken(open)).toMatchObject(refusal(401, 'unauthorized_client'))
  })
})
