import { createClientAssertion, createDPoP, createRequestObject } from '@grantkit/jose'
import {
  createAuthorizeUrl,
  createPkce,
  createState,
  orThrow,
  parseAuthorizeResponse,
  pushAuthorization,
  registerClient,
  requestAuthorizationCodeToken,
} from 'grantkit'
import { calculateJwkThumbprint, decodeJwt } from 'jose'
import { afterAll, expect, it } from 'vitest'
import { callApi } from '../real-server/call-api.ts'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { startSigningProcess } from './start-signing-process.ts'

const server = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
const kms = await startSigningProcess('kms')
afterAll(() => {
  kms.close()
  return server.close()
})

it('a key in another process signs the request, the assertions and the proofs of a whole login', async () => {
  const { signer } = kms
  const metadata = {
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    request_object_signing_alg: 'ES256',
    require_signed_request_object: true,
    dpop_bound_access_tokens: true,
    jwks: { keys: [{ ...signer.publicJwk, kid: 'kms', use: 'sig' }] },
  }
  const { clientId } = orThrow(await registerClient({ address: server.registrationEndpoint, metadata }))
  const about = { key: signer, clientId, audience: server.issuer }
  const clientAssertion = createClientAssertion(about)
  const dpop = createDPoP({ keyPair: signer })
  const client = { clientId, clientAssertion, dpop }

  const { codeVerifier, codeChallenge } = await createPkce()
  const state = createState()
  const wanted = { redirectUri, scope: 'openid read', state, codeChallenge, resource: server.jwtApi }
  const request = await createRequestObject({ ...about, ...wanted, dpopJkt: await dpop.getThumbprint() })
  const push = { address: server.pushedAuthorizationRequestEndpoint, ...client, request }
  const { requestUri } = orThrow(await pushAuthorization(push))
  const url = createAuthorizeUrl({ address: server.authorizationEndpoint, clientId, requestUri })
  const { url: callback } = await new UserAgent().visit(url, { until: redirectUri })
  const response = parseAuthorizeResponse(callback, { state, issuer: server.issuer })
  if (response.isError) throw new Error(response.error)
  const { code } = response
  const exchange = {
    address: server.tokenEndpoint,
    ...client,
    code,
    codeVerifier,
    redirectUri,
    resource: server.jwtApi,
  }
  const { accessToken, tokenType } = orThrow(await requestAuthorizationCodeToken(exchange))

  expect(tokenType).toBe('DPoP')
  expect(decodeJwt(accessToken).cnf).toEqual({ jkt: await calculateJwkThumbprint(signer.publicJwk) })
  const proof = await dpop.createProof({ method: 'GET', url: `${server.jwtApi}/hello`, accessToken })
  expect(await callApi(server.jwtApi, accessToken, proof)).toMatchObject({ status: 200, body: { hello: 'alice' } })
  // the request; proof and assertion of two attempts to push it, then of the exchange; the proof for the API
  expect(kms.signatures()).toBe(1 + 2 * 2 + 2 + 1)
})
