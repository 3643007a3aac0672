import { createClientAssertion, createDPoP } from '@grantkit/jose'
import { orThrow, requestAuthorizationCodeToken, requestClientCredentialsToken, requestRefreshToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { callApi } from './call-api.ts'
import { logIn, pageOrigin } from './log-in.ts'
import { refusal } from './refusal.ts'

const relaxed = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
afterAll(() => Promise.all([relaxed.close(), strict.close()]))
beforeEach(() => {
  relaxed.requests.length = 0
  strict.requests.length = 0
})

describe('DPoP with a server that requires no nonce', () => {
  const request = { address: relaxed.tokenEndpoint, ...relaxed.clients.machineDPoP, scope: 'read' }

  it('returns a token that is bound to the key of the signer', async () => {
    const dpop = createDPoP()
    const { accessToken, tokenType } = orThrow(await requestClientCredentialsToken({ ...request, dpop }))
    expect(tokenType).toBe('DPoP')
    expect(relaxed.requests).toHaveLength(1)
    expect(decodeJwt(`${relaxed.requests[0]?.headers.dpop}`)).toMatchObject({ htm: 'POST', htu: request.address })

    const forApi = { method: 'GET', url: `${relaxed.api}/hello`, accessToken }
    const proof = await dpop.createProof(forApi)
    expect(await callApi(relaxed.api, accessToken, proof)).toMatchObject({
      status: 200,
      body: { hello: 'machine-dpop' },
    })
    const stolen = await createDPoP().createProof(forApi)
    for (const other of [proof, stolen, undefined]) {
      expect((await callApi(relaxed.api, accessToken, other)).status).toBe(401)
    }
  })

  it('is refused without a proof if the client must have one', async () => {
    expect(await requestClientCredentialsToken(request)).toMatchObject(refusal(400, 'invalid_grant'))
    expect(relaxed.reasons.at(-1)).toBe('DPoP proof JWT not provided')
  })

  it('sends a ready-made proof as it is; the server refuses it a second time', async () => {
    const dpopProof = await createDPoP().createProof({ method: 'POST', url: request.address })
    expect(await requestClientCredentialsToken({ ...request, dpopProof })).toMatchObject({ tokenType: 'DPoP' })
    expect(await requestClientCredentialsToken({ ...request, dpopProof })).toMatchObject(refusal(400, 'invalid_grant'))
    expect(relaxed.reasons.at(-1)).toBe('DPoP proof JWT Replay detected')
  })

  it('is refused with a proof for another address', async () => {
    const dpopProof = await createDPoP().createProof({ method: 'POST', url: `${request.address}/other` })
    expect(await requestClientCredentialsToken({ ...request, dpopProof })).toMatchObject(
      refusal(400, 'invalid_dpop_proof'),
    )
  })

  it('binds the refresh token of a public client as well', async () => {
    const spa = { address: relaxed.tokenEndpoint, ...relaxed.clients.spaDPoP }
    const dpop = createDPoP()
    const login = await logIn(relaxed, relaxed.clients.spaDPoP)
    const { refreshToken = '', tokenType } = orThrow(await requestAuthorizationCodeToken({ ...spa, ...login, dpop }))
    expect(tokenType).toBe('DPoP')
    const thief = createDPoP()
    const refused = await requestRefreshToken({ ...spa, refreshToken, dpop: thief })
    expect(refused).toMatchObject(refusal(400, 'invalid_grant'))
    expect(await requestRefreshToken({ ...spa, refreshToken, dpop })).toMatchObject({
      isError: false,
      tokenType: 'DPoP',
    })
  })
})

describe('DPoP with a server that requires nonces', () => {
  const request = { address: strict.tokenEndpoint, ...strict.clients.machineDPoP, scope: 'read' }

  it('is retried once with the nonce and a new proof (PAIN 13)', async () => {
    const dpop = createDPoP()
    expect(await requestClientCredentialsToken({ ...request, dpop })).toMatchObject({
      isError: false,
      tokenType: 'DPoP',
    })
    expect(strict.requests.map(({ status }) => status)).toEqual([400, 200])
    const [first, second] = strict.requests.map(({ headers }) => decodeJwt(`${headers.dpop}`))
    expect(first?.nonce).toBeUndefined()
    expect(second?.nonce).toBeTruthy()
    expect(second?.jti).not.toBe(first?.jti)
  })

  it('needs no retry after the signer has remembered the nonce (PAIN 13)', async () => {
    const dpop = createDPoP()
    orThrow(await requestClientCredentialsToken({ ...request, dpop }))
    strict.requests.length = 0
    orThrow(await requestClientCredentialsToken({ ...request, dpop }))
    expect(strict.requests.map(({ status }) => status)).toEqual([200])
  })

  it('is retried only once if the signer leaves the nonce out (PAIN 13)', async () => {
    const signer = createDPoP()
    const dpop = {
      createProof: ({ method, url }: { method: string; url: string }) => signer.createProof({ method, url }),
    }
    const response = await requestClientCredentialsToken({ ...request, dpop })
    expect(response).toMatchObject(refusal(400, 'use_dpop_nonce'))
    expect(strict.requests).toHaveLength(2)
    expect(response.dpopNonce).toBeTruthy()
  })

  it('makes a new client assertion for the second attempt, because the server accepts each one once (PAIN 13)', async () => {
    const { clientId } = strict.clients.machineDPoPPrivateKeyJwt
    const clientAssertion = createClientAssertion({ key: strict.clientKey, clientId, audience: strict.issuer })
    const dpop = createDPoP()
    const response = await requestClientCredentialsToken({ address: request.address, clientId, clientAssertion, dpop })
    expect(response).toMatchObject({ isError: false, tokenType: 'DPoP' })
    const [first, second] = strict.requests.map(({ form }) => decodeJwt(String(form.client_assertion)))
    expect(second?.jti).not.toBe(first?.jti)
  })

  it('returns the failure of the retry if the assertion is a fixed value, which the server accepts only once', async () => {
    const { clientId } = strict.clients.machineDPoPPrivateKeyJwt
    const factory = createClientAssertion({ key: strict.clientKey, clientId, audience: strict.issuer })
    const clientAssertion = await factory({ url: request.address })
    const dpop = createDPoP()
    const response = await requestClientCredentialsToken({ address: request.address, clientId, clientAssertion, dpop })
    expect(response).toMatchObject(refusal(401, 'invalid_client'))
    expect(strict.requests.map(({ status }) => status)).toEqual([400, 401])
  })

  it('sends a ready-made proof once, and returns the nonce for the next one', async () => {
    const signer = createDPoP()
    const proof = { method: 'POST', url: request.address }
    const refused = await requestClientCredentialsToken({ ...request, dpopProof: await signer.createProof(proof) })
    expect(refused).toMatchObject(refusal(400, 'use_dpop_nonce'))
    expect(strict.requests).toHaveLength(1)
    const nonce = refused.dpopNonce ?? ''
    const dpopProof = await signer.createProof({ ...proof, nonce })
    expect(await requestClientCredentialsToken({ ...request, dpopProof })).toMatchObject({ tokenType: 'DPoP' })
  })

  it('does not lose the authorization code in the first attempt (PAIN 13)', async () => {
    const spa = { address: strict.tokenEndpoint, ...strict.clients.spaDPoP }
    const login = await logIn(strict, strict.clients.spaDPoP)
    const dpop = createDPoP()
    const response = await requestAuthorizationCodeToken({ ...spa, ...login, dpop })
    expect(response).toMatchObject({ isError: false, tokenType: 'DPoP' })
  })
})
