import {
  deleteClient,
  getUserInfo,
  orThrow,
  readClient,
  registerClient,
  requestAuthorizationCodeToken,
  updateClient,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { logIn, redirectUri } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
const guarded = await startAuthorizationServer({ initialAccessToken: 'leave-to-register' })
afterAll(() => Promise.all([server.close(), guarded.close()]))
const address = server.registrationEndpoint
const metadata = { client_name: 'Garden', redirect_uris: [redirectUri], grant_types: ['authorization_code'] }

/** Registers a client. Returns it and its registration address and token. */
async function register(more: object = {}) {
  const client = orThrow(await registerClient({ address, metadata: { ...metadata, ...more } }))
  const { registrationClientUri = '', registrationAccessToken = '' } = client
  return { client, manage: { address: registrationClientUri, registrationAccessToken } }
}

describe('registerClient', () => {
  it('registers a confidential client, which can log a user in at once', async () => {
    const { client } = await register()
    expect(client).toMatchObject({
      httpStatus: 201,
      clientId: expect.any(String),
      clientSecret: expect.any(String),
      registrationClientUri: `${address}/${client.clientId}`,
      metadata: { client_name: 'Garden', client_id: client.clientId, redirect_uris: [redirectUri] },
    })
    // 0 on the wire: the secret doesn't expire
    expect(client.json.client_secret_expires_at).toBe(0)
    expect(client.clientSecretExpiresAt).toBeUndefined()
    expect(Math.abs((client.clientIdIssuedAt ?? 0) - Date.now())).toBeLessThan(10_000)

    const { clientId, clientSecret = '' } = client
    const request = { address: server.tokenEndpoint, clientId, clientSecret, ...(await logIn(server, { clientId })) }
    expect(await requestAuthorizationCodeToken(request)).toMatchObject({ isError: false, tokenType: 'Bearer' })
  })

  it('registers a public client, which gets no secret', async () => {
    const { client } = await register({ token_endpoint_auth_method: 'none' })
    expect(client.clientSecret).toBeUndefined()
  })

  it("fails with the server's error for invalid metadata", async () => {
    const response = await registerClient({ address, metadata: { redirect_uris: ['not an URL'] } })
    expect(response).toMatchObject(refusal(400, 'invalid_redirect_uri'))
    const other = await registerClient({ address, metadata: { ...metadata, response_types: ['anything'] } })
    expect(other).toMatchObject(refusal(400, 'invalid_client_metadata'))
  })

  it('needs the initial access token if the server requires one', async () => {
    const request = { address: guarded.registrationEndpoint, metadata }
    expect(await registerClient({ ...request, initialAccessToken: 'leave-to-register' })).toMatchObject({
      isError: false,
    })
    for (const refused of [{ ...request, initialAccessToken: 'wrong' }, request]) {
      expect(await registerClient(refused)).toMatchObject(refusal(401, 'invalid_token'))
    }
  })

  it('fails for a signed userinfo response, which is not JSON, if the client is registered for one', async () => {
    const { client } = await register({ userinfo_signed_response_alg: 'RS256' })
    const { clientId, clientSecret = '' } = client
    const request = { address: server.tokenEndpoint, clientId, clientSecret, ...(await logIn(server, { clientId })) }
    const { accessToken } = orThrow(await requestAuthorizationCodeToken(request))
    const response = await getUserInfo({ address: server.userInfoEndpoint, accessToken, expectedSubject: 'alice' })
    expect(response).toMatchObject({
      isError: true,
      code: 'invalid_response',
      errorDescription: expect.stringMatching(/^HTTP 200, application\/jwt/),
    })
  })
})

describe('a registered client', () => {
  it('is read, updated with the result, and then has a new registration access token, which must be used', async () => {
    const { client, manage } = await register()
    const read = orThrow(await readClient(manage))
    expect(read).toMatchObject({ clientId: client.clientId, metadata: client.metadata })

    const updated = orThrow(
      await updateClient({
        ...manage,
        metadata: { ...read.metadata, client_name: 'Orchard', 'client_name#de': 'Hain' },
      }),
    )
    expect(updated.metadata).toMatchObject({ client_name: 'Orchard', redirect_uris: [redirectUri] })
    const { registrationAccessToken = '' } = updated
    expect(registrationAccessToken).not.toBe(manage.registrationAccessToken)

    expect(await readClient(manage)).toMatchObject(refusal(401, 'invalid_token'))
    const again = orThrow(await readClient({ ...manage, registrationAccessToken }))
    expect(again.metadata.client_name).toBe('Orchard')
    expect(again.clientSecret).toBe(client.clientSecret)
  })

  it('no longer exists after it is deleted, and its registration access token is invalid', async () => {
    const { client, manage } = await register()
    expect(await deleteClient(manage)).toMatchObject({ isError: false, httpStatus: 204 })
    expect(await readClient(manage)).toMatchObject(refusal(401, 'invalid_token'))
    const { clientId, clientSecret = '' } = client
    const token = { address: server.tokenEndpoint, clientId, clientSecret, code: 'any', redirectUri }
    expect(await requestAuthorizationCodeToken(token)).toMatchObject(refusal(401, 'invalid_client'))
  })

  it('cannot be managed with the token of another client, which is invalid afterwards', async () => {
    const [mine, other] = [await register(), await register()]
    const { registrationAccessToken } = other.manage
    const stolen = { ...mine.manage, registrationAccessToken }
    expect(await deleteClient(stolen)).toMatchObject(refusal(401, 'invalid_token'))
    expect(await readClient(mine.manage)).toMatchObject({ isError: false })
    expect(await readClient(other.manage)).toMatchObject(refusal(401, 'invalid_token'))
  })
})
