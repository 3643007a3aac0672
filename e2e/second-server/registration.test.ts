import { registerClient, requestAuthorizationCodeToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../real-server/refusal.ts'
import { redirectUri } from './clients.ts'
import { startLemonldap } from './lemonldap.ts'
import { logIn } from './log-in.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const address = server.registrationEndpoint

describe('the registration endpoint of LemonLDAP::NG', () => {
  it('does not return the expiry of the secret: a success with a quirk, and a client that works', async () => {
    const response = await registerClient({ address, metadata: { redirect_uris: [redirectUri], client_name: 'Tests' } })
    expect(response).toMatchObject({ isError: false, httpStatus: 201 })
    expect(response.quirks).toContain('client_secret_expires_at-missing')
    expect(response.json).toMatchObject({ client_name: 'Tests', client_id_expires_at: 0 })
    const { client_id: clientId, client_secret: clientSecret } = response.json as Record<string, string>
    if (!clientId || !clientSecret) throw new Error('there is no client')
    const login = await logIn(server, { clientId })
    const request = { address: server.tokenEndpoint, clientId, clientSecret, ...login }
    const inBody = await requestAuthorizationCodeToken({ ...request, clientCredentialStyle: 'body' })
    expect(inBody).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('returns invalid_client_metadata if the redirect URIs are missing', async () => {
    const response = await registerClient({ address, metadata: { client_name: 'Tests' } })
    expect(response).toMatchObject(refusal(400, 'invalid_client_metadata'))
  })
})
