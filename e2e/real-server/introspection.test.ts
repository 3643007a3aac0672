import { createDPoP } from '@grantkit/jose'
import {
  introspectToken,
  orThrow,
  requestClientCredentialsToken,
  requestPasswordToken,
  requestRefreshToken,
  revokeToken,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const { machine, machineDPoP, legacy, resourceServer } = server.clients
const introspection = { address: server.introspectionEndpoint, ...resourceServer }
const revocation = { address: server.revocationEndpoint, ...legacy }

const tokenOfAlice = async () => {
  const user = { username: 'alice', password: 'wonderland', scope: 'read write' }
  return orThrow(await requestPasswordToken({ address: server.tokenEndpoint, ...legacy, ...user }))
}

describe('introspectToken', () => {
  it('returns the user, client, audience and expiry of an active token', async () => {
    const { accessToken, expiresAt = 0 } = await tokenOfAlice()
    const answer = orThrow(await introspectToken({ ...introspection, token: accessToken }))
    expect(answer).toMatchObject({
      active: true,
      scope: 'read write',
      clientId: 'legacy',
      tokenType: 'Bearer',
      subject: 'alice',
      audience: [server.api],
      issuer: server.issuer,
      quirks: [],
    })
    expect(Math.abs((answer.expiresAt ?? 0) - expiresAt)).toBeLessThan(2000)
    expect(answer.expiresAt).toBe(Number(answer.json.exp) * 1000)
    expect(answer.issuedAt).toBe(Number(answer.json.iat) * 1000)
  })

  it('sends the hint, and finds a refresh token with it', async () => {
    const { refreshToken: token = '' } = await tokenOfAlice()
    const answer = await introspectToken({ ...introspection, token, tokenTypeHint: 'refresh_token' })
    expect(answer).toMatchObject({ active: true, subject: 'alice', clientId: 'legacy' })
    expect(server.requests.at(-1)?.form.token_type_hint).toBe('refresh_token')
  })

  it("has the key that a token is bound to in the response's json", async () => {
    const request = { address: server.tokenEndpoint, ...machineDPoP, scope: 'read', dpop: createDPoP() }
    const { accessToken } = orThrow(await requestClientCredentialsToken(request))
    const answer = orThrow(await introspectToken({ ...introspection, token: accessToken }))
    expect(answer).toMatchObject({ active: true, tokenType: 'DPoP', json: { cnf: { jkt: expect.any(String) } } })
  })

  it('is a success with active: false for an unknown token', async () => {
    const answer = await introspectToken({ ...introspection, token: 'made-up' })
    expect(answer).toMatchObject({ isError: false, active: false, audience: [] })
  })

  it('is refused for a JWT if the server introspects no JWTs', async () => {
    const request = { address: server.tokenEndpoint, ...machine, resource: server.jwtApi }
    const { accessToken: token } = orThrow(await requestClientCredentialsToken(request))
    expect(await introspectToken({ ...introspection, token })).toMatchObject(refusal(400, 'unsupported_token_type'))
  })

  it('is inactive for tokens of other clients if the server introspects only the own ones', async () => {
    const { accessToken } = await tokenOfAlice()
    const stranger = { address: server.introspectionEndpoint, ...machine, token: accessToken }
    expect(orThrow(await introspectToken(stranger))).toMatchObject({ active: false, json: { active: false } })
  })
})

describe('revokeToken', () => {
  it('makes an access token inactive, and the API refuses it', async () => {
    const { accessToken: token } = await tokenOfAlice()
    expect((await callApi(server.api, token)).status).toBe(200)
    expect(await revokeToken({ ...revocation, token })).toMatchObject({ isError: false, httpStatus: 200 })
    expect(await introspectToken({ ...introspection, token })).toMatchObject({ isError: false, active: false })
    expect((await callApi(server.api, token)).status).toBe(401)
  })

  it('revokes a refresh token and its access tokens', async () => {
    const { refreshToken: token = '', accessToken } = await tokenOfAlice()
    orThrow(await revokeToken({ ...revocation, token, tokenTypeHint: 'refresh_token' }))
    const request = { address: server.tokenEndpoint, ...legacy, refreshToken: token }
    expect(await requestRefreshToken(request)).toMatchObject(refusal(400, 'invalid_grant'))
    expect(await introspectToken({ ...introspection, token: accessToken })).toMatchObject({ active: false })
  })

  it('is a success for a token that is revoked already, and for an unknown one', async () => {
    const { accessToken: token } = await tokenOfAlice()
    orThrow(await revokeToken({ ...revocation, token }))
    expect(await revokeToken({ ...revocation, token })).toMatchObject({ isError: false })
    expect(await revokeToken({ ...revocation, token: 'made-up' })).toMatchObject({ isError: false, raw: '' })
  })

  it('needs no header of its own for a public client, so that a page needs no preflight (PAIN 26)', async () => {
    const { refreshToken: token = '' } = await tokenOfAlice()
    orThrow(await revokeToken({ ...revocation, token }))
    expect(server.requests.at(-1)).toMatchObject({ form: { client_id: 'legacy', token } })
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined()
  })
})
