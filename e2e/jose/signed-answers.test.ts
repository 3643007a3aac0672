import { getUserInfoAsJwt, introspectTokenAsJwt } from '@grantkit/jose'
import {
  createKeyCache,
  getUserInfo,
  orThrow,
  requestAuthorizationCodeToken,
  requestClientCredentialsToken,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const keys = createKeyCache({ address: server.jwksUri })
const { issuer, decryptionKeys } = server
const algorithms = ['ES256']
const { web, webSigned, webEncrypted, resourceServer, resourceServerJwt, resourceServerJwe } = server.clients

async function accessTokenFor(client: typeof web | typeof webSigned | typeof webEncrypted): Promise<string> {
  const login = await logIn(server, { clientId: client.clientId })
  return orThrow(await requestAuthorizationCodeToken({ address: server.tokenEndpoint, ...client, ...login }))
    .accessToken
}

describe('userinfo of a real server', () => {
  const about = { address: server.userInfoEndpoint, expectedSubject: 'alice', issuer, keys, algorithms }

  it('is signed for a client that is registered for it', async () => {
    const { clientId } = webSigned
    const request = { ...about, clientId, accessToken: await accessTokenFor(webSigned) }
    const { subject, json, raw } = orThrow(await getUserInfoAsJwt(request))
    expect([subject, json.name, json.aud]).toEqual(['alice', 'Alice', clientId])
    expect(raw.split('.')).toHaveLength(3)

    const refusals = [
      [{ expectedSubject: 'bob' }, undefined],
      [{ issuer: 'https://other.example' }, { claim: 'iss' }],
      [{ clientId: 'web' }, { claim: 'aud' }],
      [{ algorithms: ['RS256'] }, { code: 'alg_not_allowed' }],
    ] as const
    for (const [over, exception] of refusals) {
      const answer = await getUserInfoAsJwt({ ...request, ...over } as typeof request)
      expect(answer).toMatchObject({ isError: true, code: 'invalid_response', ...(exception && { exception }) })
    }
    // core can't read a signed response
    expect(await getUserInfo(request)).toMatchObject({ isError: true, code: 'invalid_response' })
  })

  it('may be encrypted too', async () => {
    const { clientId } = webEncrypted
    const request = { ...about, clientId, accessToken: await accessTokenFor(webEncrypted) }
    const keysOfClient = { decryptionKeys: [decryptionKeys.ec, decryptionKeys.rsa], requireEncryption: true }
    const { subject, raw } = orThrow(await getUserInfoAsJwt({ ...request, ...keysOfClient }))
    expect(subject).toBe('alice')
    expect(raw.split('.')).toHaveLength(5)
    expect(await getUserInfoAsJwt(request)).toMatchObject({ exception: { code: 'decryption_failed' } })
  })

  it('is refused as JSON if it must be signed', async () => {
    const request = { ...about, clientId: web.clientId, accessToken: await accessTokenFor(web) }
    expect(await getUserInfoAsJwt(request)).toMatchObject({
      isError: true,
      errorDescription: 'the response is JSON, but a signed JWT was requested',
    })
  })

  it('is refused by the server for an unknown token', async () => {
    const request = { ...about, clientId: 'web-signed', accessToken: 'made-up' }
    expect(await getUserInfoAsJwt(request)).toMatchObject({
      isError: true,
      code: 'oauth_error',
      error: 'invalid_token',
    })
  })
})

describe('introspection by a real server (RFC 9701)', () => {
  const about = { address: server.introspectionEndpoint, issuer, keys, algorithms }
  const tokenOfMachine = async () => {
    const request = { address: server.tokenEndpoint, ...server.clients.machine, scope: 'read' }
    return orThrow(await requestClientCredentialsToken(request)).accessToken
  }

  it('returns a JWT with the state of the token', async () => {
    const token = await tokenOfMachine()
    const answer = orThrow(await introspectTokenAsJwt({ ...about, ...resourceServerJwt, token }))
    expect(answer).toMatchObject({ active: true, clientId: 'machine', scope: 'read', issuer })
    expect(answer.raw.split('.')).toHaveLength(3)
    const unknown = await introspectTokenAsJwt({ ...about, ...resourceServerJwt, token: 'made-up' })
    expect(unknown).toMatchObject({ isError: false, active: false })
    const elsewhere = await introspectTokenAsJwt({ ...about, ...resourceServerJwt, token, audience: 'another' })
    expect(elsewhere).toMatchObject({ isError: true, exception: { code: 'claim_mismatch', claim: 'aud' } })
  })

  it('returns an encrypted JWT', async () => {
    const token = await tokenOfMachine()
    const request = { ...about, ...resourceServerJwe, token }
    const answer = await introspectTokenAsJwt({ ...request, decryptionKeys: [decryptionKeys.rsa] })
    expect(answer).toMatchObject({ isError: false, active: true })
    expect(await introspectTokenAsJwt(request)).toMatchObject({ exception: { code: 'decryption_failed' } })
  })

  it('is refused for a client that is not registered for it, and with a wrong secret', async () => {
    const token = await tokenOfMachine()
    const plain = await introspectTokenAsJwt({ ...about, ...resourceServer, token })
    expect(plain).toMatchObject({ isError: true })
    const wrong = { ...resourceServerJwt, clientSecret: 'wrong' }
    expect(await introspectTokenAsJwt({ ...about, ...wrong, token })).toMatchObject({ error: 'invalid_client' })
  })
})
