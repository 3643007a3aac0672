import assert from 'node:assert/strict'
import { validateIdToken } from '@grantkit/jose'
import { createKeyCache } from 'grantkit'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose'
import * as oauth from 'oauth4webapi'
import { compare } from '../compare.ts'
import { pace } from './pace.ts'

const issuer = 'https://login.example.com'
const clientId = 'web-app'
const nonce = 'n-0S6_WzA2Mj'
const kid = 'key-1'

/** Takes the server's keys. Returns a function that validates a token and resolves to the user's `sub`. */
type Contestant = (jwks: { keys: JWK[] }) => (idToken: string) => Promise<string | undefined>

/** Hand-written code with jose. */
const bare: Contestant = (jwks) => {
  const keys = createLocalJWKSet(jwks)
  const expected = {
    issuer,
    audience: clientId,
    algorithms: ['RS256'],
    requiredClaims: ['sub', 'exp'],
    maxTokenAge: 3600,
  }
  return async (idToken) => {
    const { payload } = await jwtVerify(idToken, keys, expected)
    if (payload.nonce !== nonce) throw new Error('not the nonce')
    return payload.sub
  }
}

const grantkit: Contestant = (jwks) => {
  const keys = createKeyCache({ address: `${issuer}/jwks`, seed: jwks })
  return async (idToken) => {
    const { claims } = await validateIdToken({ idToken, issuer, clientId, nonce, keys })
    return claims.sub
  }
}

const oauth4webapi: Contestant = (jwks) => {
  const server = { issuer, jwks_uri: `${issuer}/jwks` }
  const client = { client_id: clientId }
  const cache = { [oauth.jwksCache]: { jwks: jwks as oauth.JWKS, uat: Math.floor(Date.now() / 1000) } }
  const headers = { 'content-type': 'application/json' }
  return async (idToken) => {
    // it accepts only a complete token response, so making one is part of its time
    const body = JSON.stringify({ access_token: 'a', token_type: 'Bearer', id_token: idToken })
    const response = new Response(body, { headers })
    const expected = { expectedNonce: nonce, requireIdToken: true }
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected)
    await oauth.validateApplicationLevelSignature(server, response, cache)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  }
}

const contestants = { 'bare jose': bare, '@grantkit/jose': grantkit, oauth4webapi }

/** Measures the validation of an ID token of the code flow, with a known key (OpenID Connect Core section 3.1.3.7). */
export async function idToken(): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const other = await generateKeyPair('RS256')
  const named = async (key: CryptoKey, name: string) => ({
    ...(await exportJWK(key)),
    kid: name,
    alg: 'RS256',
    use: 'sig',
  })
  const jwks = { keys: [await named(other.publicKey, 'key-0'), await named(publicKey, kid)] }
  const sign = (key: CryptoKey, claims: Record<string, unknown> = {}) =>
    new SignJWT({
      iss: issuer,
      aud: clientId,
      sub: 'alice',
      nonce,
      name: 'Alice',
      email: 'alice@example.com',
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key)
  const good = await sign(privateKey)
  const bad = [
    await sign(other.privateKey),
    await sign(privateKey, { nonce: 'n' }),
    await sign(privateKey, { iss: 'i' }),
  ]
  const runners: Record<string, () => unknown> = {}
  for (const [name, contestant] of Object.entries(contestants)) {
    const validate = contestant(jwks)
    assert.equal(await validate(good), 'alice', name)
    for (const each of bad) await assert.rejects(validate(each), name)
    runners[name] = () => validate(good)
  }
  await compare({ title: 'ID token, RS256, with a known key', baseline: 'bare jose', runners, ...pace })
}
