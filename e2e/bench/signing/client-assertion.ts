import assert from 'node:assert/strict'
import { createClientAssertion } from '@grantkit/jose'
import { generateKeyPair, jwtVerify, SignJWT } from 'jose'
import * as oauth from 'oauth4webapi'
import { compare } from '../compare.ts'
import { pace } from './pace.ts'

const issuer = 'https://login.example.com'
const address = 'https://login.example.com/connect/token'
const clientId = 'service'
const kid = 'key-1'
type Contestant = (key: CryptoKey) => () => Promise<string>

/** Hand-written code with WebCrypto and jose. */
const bare: Contestant = (key) => () =>
  new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key)

const grantkit: Contestant = (key) => {
  const assertion = createClientAssertion({ key, kid, clientId, audience: issuer })
  return async () => {
    const made = await assertion({ url: address })
    return made?.value ?? ''
  }
}

const oauth4webapi: Contestant = (key) => {
  const authenticate = oauth.PrivateKeyJwt({ key, kid })
  return async () => {
    const body = new URLSearchParams()
    await authenticate({ issuer }, { client_id: clientId }, body, new Headers())
    return body.get('client_assertion') ?? ''
  }
}

const contestants = { 'bare jose': bare, '@grantkit/jose': grantkit, oauth4webapi }

/** Measures the creation of a client assertion (RFC 7523 section 3). */
export async function clientAssertion(): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const runners: Record<string, () => Promise<string>> = {}
  for (const [name, contestant] of Object.entries(contestants)) {
    const run = contestant(privateKey)
    await check(name, run, publicKey)
    runners[name] = run
  }
  await compare({ title: 'Client assertion (private_key_jwt), ES256', baseline: 'bare jose', runners, ...pace })
}

/** Checks that assertions are complete, and never the same. */
async function check(name: string, run: () => Promise<string>, publicKey: CryptoKey): Promise<void> {
  const ids = new Set<unknown>()
  for (let i = 0; i < 2; i++) {
    const expected = { issuer: clientId, subject: clientId, audience: issuer, requiredClaims: ['jti', 'iat', 'exp'] }
    const { payload, protectedHeader } = await jwtVerify(await run(), publicKey, { ...expected, maxTokenAge: 60 })
    assert.equal(protectedHeader.kid, kid, name)
    ids.add(payload.jti)
  }
  assert.equal(ids.size, 2, name)
}
