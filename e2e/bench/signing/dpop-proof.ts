import assert from 'node:assert/strict'
import { createDPoP } from '@grantkit/jose'
import { base64url, EmbeddedJWK, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import * as oauth from 'oauth4webapi'
import { compare } from '../compare.ts'
import { accessToken } from '../stub-fetch.ts'
import { pace } from './pace.ts'

const url = new URL('https://api.example.com/orders?since=yesterday')
type Contestant = (keyPair: CryptoKeyPair) => () => Promise<string>

/** Hand-written code with WebCrypto and jose. */
const bare: Contestant = ({ privateKey, publicKey }) => {
  const jwk = exportJWK(publicKey)
  return async () => {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken))
    const claims = { htm: 'GET', htu: url.origin + url.pathname, ath: base64url.encode(new Uint8Array(hash)) }
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await jwk })
      .setJti(crypto.randomUUID())
      .setIssuedAt()
      .sign(privateKey)
  }
}

const grantkit: Contestant = (keyPair) => {
  const dpop = createDPoP({ keyPair })
  return () => dpop.createProof({ method: 'GET', url: url.href, accessToken })
}

const oauth4webapi: Contestant = (keyPair) => {
  // the function that its requests call internally
  const handle = oauth.DPoP({}, keyPair) as unknown as {
    addProof(url: URL, headers: Headers, htm: string, accessToken: string): Promise<void>
  }
  return async () => {
    const headers = new Headers()
    await handle.addProof(url, headers, 'GET', accessToken)
    return headers.get('dpop') ?? ''
  }
}

const contestants = { 'bare jose': bare, '@grantkit/jose': grantkit, oauth4webapi }

/** Measures the creation of a DPoP proof for an API call, with a key that is already loaded (RFC 9449 section 4.2). */
export async function dpopProof(): Promise<void> {
  const keyPair = await generateKeyPair('ES256')
  const runners: Record<string, () => Promise<string>> = {}
  for (const [name, contestant] of Object.entries(contestants)) {
    const run = contestant(keyPair)
    await check(name, run)
    runners[name] = run
  }
  await compare({ title: 'DPoP proof for an API call, ES256', baseline: 'bare jose', runners, ...pace })
}

/** Checks that proofs are complete, and never the same. */
async function check(name: string, run: () => Promise<string>): Promise<void> {
  const ids = new Set<unknown>()
  for (let i = 0; i < 2; i++) {
    const { payload, protectedHeader } = await jwtVerify(await run(), EmbeddedJWK, { typ: 'dpop+jwt' })
    const { htm, htu, ath, iat, jti } = payload
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken))
    assert.deepEqual(
      { htm, htu, ath },
      { htm: 'GET', htu: url.origin + url.pathname, ath: base64url.encode(new Uint8Array(hash)) },
      name,
    )
    assert.ok(Math.abs(Number(iat) - Date.now() / 1000) < 60, name)
    assert.equal(protectedHeader.alg, 'ES256', name)
    ids.add(jti)
  }
  assert.equal(ids.size, 2, name)
}
