// Checks of the promises of @grantkit/jose that run in every runtime: without test framework or Node, with the built package.
import * as grantkitJose from '@grantkit/jose'
import { createClient, createPkce, orThrow, requestClientCredentialsToken } from 'grantkit'
import { CompactEncrypt, decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { equal, holds, rejection } from './assert.ts'
import type { Check } from './endpoint.ts'

const {
  createClientAssertion,
  createDPoP,
  createRequestObject,
  JoseError,
  parseJarmResponse,
  validateDPoPProof,
  validateIdToken,
  validateJwtAccessToken,
  validateLogoutToken,
} = grantkitJose

const issuer = 'https://server.example'
const clientId = 'client'
const address = 'https://server.example/token'
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']

/** An issuer with one key, and a function that signs its tokens. */
async function createIssuer(alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] }
  const now = Math.floor(Date.now() / 1000)
  const sign = (claims: object, header: object = {}) =>
    new SignJWT({ iss: issuer, aud: clientId, sub: 'alice', iat: now, exp: now + 300, ...claims })
      .setProtectedHeader({ alg, kid: 'k', ...header })
      .sign(privateKey)
  return { sign, expected: { issuer, clientId, keys, algorithms: [alg] } }
}

/** The code of the `JoseError` that a promise rejects with. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await rejection(promise)
  holds(error instanceof JoseError, `${error} is a JoseError`)
  return (error as grantkitJose.JoseError).code
}

export const joseChecks: Record<string, Check> = {
  async 'a client assertion is signed for the issuer with each kind of key'() {
    for (const alg of algorithms) {
      const { privateKey, publicKey } = await generateKeyPair(alg)
      const assert = createClientAssertion({ key: privateKey, clientId, audience: issuer })
      const [{ value }, second] = [await assert({ url: address }), await assert({ url: address })]
      const { payload, protectedHeader } = await jwtVerify(value, publicKey, { issuer: clientId, audience: issuer })
      equal(protectedHeader.alg, alg)
      equal(payload.sub, clientId)
      holds(payload.jti !== decodeJwt(second.value).jti, 'each assertion has a jti of its own')
    }
  },

  async 'a client assertion is signed with a secret'() {
    const key = 'a secret of at least thirty-two bytes'
    const { value } = await createClientAssertion({ key, clientId, audience: 'endpoint' })({ url: address })
    await jwtVerify(value, new TextEncoder().encode(key), { audience: address, algorithms: ['HS256'] })
  },

  async 'a client assertion is signed by a signer from outside'() {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const sign = async (bytes: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new Uint8Array(bytes)))
    const key = { alg: 'ES256', kid: 'hsm', sign }
    const { value } = await createClientAssertion({ key, clientId, audience: issuer })({ url: address })
    equal((await jwtVerify(value, publicKey)).protectedHeader.kid, 'hsm')
  },

  async 'a DPoP proof is what it should be, for one request and one token'() {
    const dpop = createDPoP()
    const request = { method: 'GET', url: 'https://api.example/things?page=2', accessToken: 'at' }
    const proof = await dpop.createProof(request)
    const sent = { dpop: proof, ...request, thumbprint: await dpop.getThumbprint() }
    const { claims, thumbprint } = await validateDPoPProof(sent)
    equal(claims.htu, 'https://api.example/things')
    equal(thumbprint, sent.thumbprint)
    equal(await refusal(validateDPoPProof({ ...sent, method: 'POST' })), 'claim_mismatch')
    equal(await refusal(validateDPoPProof({ ...sent, accessToken: 'other' })), 'claim_mismatch')
    equal(await refusal(validateDPoPProof({ ...sent, url: 'https://evil.example/' })), 'claim_mismatch')
  },

  async 'a DPoP proof is signed with each kind of key'() {
    const request = { method: 'POST', url: address }
    for (const alg of algorithms) {
      const { header } = await validateDPoPProof({ dpop: await createDPoP({ alg }).createProof(request), ...request })
      equal(header.alg, alg)
    }
  },

  async 'a DPoP key does not leave its store in the clear'() {
    let kept: CryptoKeyPair | undefined
    const keyStore = {
      get: async () => kept,
      set: async (keyPair: CryptoKeyPair) => {
        kept = keyPair
      },
    }
    const thumbprint = await createDPoP({ keyStore }).getThumbprint()
    equal(kept?.privateKey.extractable, false)
    equal(await createDPoP({ keyStore, thumbprint }).getThumbprint(), thumbprint)
    kept = undefined
    equal(await refusal(createDPoP({ keyStore, thumbprint }).getThumbprint()), 'dpop_key_lost')
  },

  async 'a real proof is made again with the nonce that the server wants'(endpoint) {
    const dpop = createDPoP()
    const url = endpoint.at('/dpop-proof')
    const { json } = orThrow(await requestClientCredentialsToken({ address: url, clientId, dpop }))
    const { claims } = await validateDPoPProof({ dpop: String(json.proof), method: 'POST', url, nonce: 'nonce-1' })
    equal(claims.nonce, 'nonce-1')
    equal((await endpoint.log()).length, 2)
  },

  async 'a token that came for a proof and is bound to nothing is refused'(endpoint) {
    const answer = await requestClientCredentialsToken({ address: endpoint.at('/token'), clientId, dpop: createDPoP() })
    equal(answer.isError && answer.code, 'invalid_response')
  },

  async 'an ID token is validated with each kind of key'() {
    for (const alg of algorithms) {
      const { sign, expected } = await createIssuer(alg)
      const { claims } = await validateIdToken({ ...expected, idToken: await sign({ nonce: 'n' }), nonce: 'n' })
      equal(claims.sub, 'alice')
    }
  },

  async 'an ID token is refused for its signature, issuer, audience, nonce, time and hash'() {
    const { sign, expected } = await createIssuer()
    const idToken = await sign({ nonce: 'n', at_hash: 'x' })
    const check = (members: object) => validateIdToken({ ...expected, idToken, nonce: 'n', ...members })
    const broken = `${idToken.slice(0, -4)}${idToken.endsWith('AAAA') ? 'BBBA' : 'AAAA'}`
    equal(await refusal(check({ idToken: broken })), 'signature_invalid')
    equal(await refusal(check({ algorithms: ['RS256'] })), 'alg_not_allowed')
    equal(await refusal(check({ issuer: 'https://evil.example' })), 'claim_mismatch')
    equal(await refusal(check({ clientId: 'other' })), 'claim_mismatch')
    equal(await refusal(check({ nonce: 'other' })), 'claim_mismatch')
    equal(await refusal(check({ accessToken: 'at' })), 'claim_mismatch')
    equal(await refusal(check({ idToken: await sign({ nonce: 'n', exp: 1 }) })), 'expired')
    equal(await refusal(check({ idToken: 'no token' })), 'jwt_malformed')
  },

  async 'an encrypted ID token is decrypted'() {
    const { sign, expected } = await createIssuer()
    const idToken = new TextEncoder().encode(await sign({ nonce: 'n' }))
    for (const alg of ['ECDH-ES', 'RSA-OAEP-256']) {
      const { privateKey, publicKey } = await generateKeyPair(alg)
      const header = { alg, enc: 'A256GCM', cty: 'JWT' }
      const jwe = await new CompactEncrypt(idToken).setProtectedHeader(header).encrypt(publicKey)
      const request = { ...expected, idToken: jwe, nonce: 'n' }
      equal((await validateIdToken({ ...request, decryptionKeys: [privateKey] })).claims.sub, 'alice')
      equal(await refusal(validateIdToken(request)), 'decryption_failed')
    }
  },

  async 'a signed request says what was asked'() {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const { codeChallenge } = await createPkce()
    const request = { clientId, redirectUri: 'https://app.example/callback', state: 's', codeChallenge }
    const jwt = await createRequestObject({ ...request, key: privateKey, audience: issuer })
    const { payload } = await jwtVerify(jwt, publicKey, { audience: issuer, typ: 'oauth-authz-req+jwt' })
    equal([payload.client_id, payload.state, payload.code_challenge], [clientId, 's', codeChallenge])
  },

  async 'a signed callback is read, and another is not'() {
    const { sign, expected } = await createIssuer()
    const callback = `https://app.example/?response=${await sign({ code: 'c', state: 's' })}`
    const response = await parseJarmResponse(callback, { ...expected, state: 's' })
    equal(!response.isError && response.code, 'c')
    const forged = await parseJarmResponse(callback, {
      ...expected,
      keys: (await createIssuer()).expected.keys,
      state: 's',
    })
    equal(forged.isError && forged.code, 'invalid_response')
  },

  async 'an access token is taken with the proof of its key only'() {
    const { sign, expected } = await createIssuer()
    const dpop = createDPoP()
    const claims = {
      aud: 'https://api.example',
      client_id: clientId,
      jti: 'j',
      cnf: { jkt: await dpop.getThumbprint() },
    }
    const accessToken = await sign(claims, { typ: 'at+jwt' })
    const call = { method: 'GET', url: 'https://api.example/things' }
    const request = { ...expected, accessToken, audience: claims.aud }
    const proof = { ...call, dpop: await dpop.createProof({ ...call, accessToken }) }
    equal((await validateJwtAccessToken({ ...request, proof })).claims.sub, 'alice')
    const bare = validateJwtAccessToken({ ...request, proof: { ...call, dpop: undefined } as never })
    equal(await refusal(bare), 'proof_missing')
  },

  async 'a logout token is no ID token'() {
    const { sign, expected } = await createIssuer()
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const logoutToken = await sign({ jti: 'j', sid: 's', events })
    equal((await validateLogoutToken({ ...expected, logoutToken })).claims.sid, 's')
    equal(await refusal(validateLogoutToken({ ...expected, logoutToken: await sign({ nonce: 'n' }) })), 'claim_missing')
  },

  async 'a profile refuses a server that cannot keep it'() {
    const { privateKey: key } = await generateKeyPair('ES256')
    const seed = { issuer, token_endpoint: address, jwks_uri: `${issuer}/keys` }
    const settings = { authority: issuer, clientId, seed }
    const strict = grantkitJose.createClient({ ...settings, profile: 'fapi2', key, dpop: createDPoP() })
    equal(await refusal(strict.requestClientCredentialsToken()), 'profile_unsupported')
    equal(Object.keys(strict).sort(), Object.keys(createClient(settings)).sort(), 'the names of the methods')
  },
}
