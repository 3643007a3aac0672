import { createDPoP, validateJwtAccessToken } from '@grantkit/jose'
import { createKeyCache, orThrow, requestAuthorizationCodeToken, requestClientCredentialsToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'

const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())
const keys = createKeyCache({ address: server.jwksUri })
const expected = { issuer: server.issuer, audience: server.jwtApi, keys }
const url = `${server.jwtApi}/hello`
const method = 'GET'

describe('a JWT access token of a real server', () => {
  it('contains its user, client, audience and scope', async () => {
    const login = await logIn(server, { scope: 'openid read', resource: server.jwtApi })
    const request = { address: server.tokenEndpoint, ...server.clients.spa, ...login, resource: server.jwtApi }
    const { accessToken, idToken = '' } = orThrow(await requestAuthorizationCodeToken(request))
    const { claims, header } = await validateJwtAccessToken({ ...expected, accessToken, requiredScope: 'read' })
    expect(claims).toMatchObject({ sub: 'alice', client_id: 'spa', aud: server.jwtApi, scope: 'read' })
    expect(header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })

    const writing = validateJwtAccessToken({ ...expected, accessToken, requiredScope: ['read', 'write'] })
    await expect(writing).rejects.toMatchObject({ code: 'scope_insufficient' })
    const elsewhere = validateJwtAccessToken({ ...expected, accessToken, audience: server.api })
    await expect(elsewhere).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'aud' })
    const strict = validateJwtAccessToken({ ...expected, accessToken, requireBinding: true })
    await expect(strict).rejects.toMatchObject({ code: 'binding_missing' })
    const confused = validateJwtAccessToken({ ...expected, accessToken: idToken, audience: 'spa' })
    await expect(confused).rejects.toMatchObject({ code: 'type_mismatch' })
  })

  it('is bound to the key of a client with DPoP', async () => {
    const dpop = createDPoP()
    const about = { address: server.tokenEndpoint, ...server.clients.machineDPoP, resource: server.jwtApi, dpop }
    const { accessToken } = orThrow(await requestClientCredentialsToken({ ...about, scope: 'read' }))
    const proofBy = async (signer = dpop, at = url) => ({
      proof: { dpop: await signer.createProof({ method, url: at, accessToken }), method, url },
    })
    const request = { ...expected, accessToken, requireBinding: true }
    const { claims, proof } = await validateJwtAccessToken({ ...request, ...(await proofBy()) })
    expect(proof?.thumbprint).toBe(claims.cnf?.jkt)
    expect(proof?.thumbprint).toBe(await dpop.getThumbprint())

    await expect(validateJwtAccessToken(request)).rejects.toMatchObject({ code: 'proof_missing' })
    const stolen = validateJwtAccessToken({ ...request, ...(await proofBy(createDPoP())) })
    await expect(stolen).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'cnf' })
    const elsewhere = validateJwtAccessToken({ ...request, ...(await proofBy(dpop, `${server.jwtApi}/other`)) })
    await expect(elsewhere).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'htu' })
  })
})
