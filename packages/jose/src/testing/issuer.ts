import { createKeyCache, type KeyCache, type PublicKey } from 'grantkit'
import { testKey } from './keys.ts'
import { signed, type Written } from './tokens.ts'

/** The present of all tests, in epoch milliseconds and in seconds. */
export const nowMs = 1_700_000_000_000
export const nowSeconds: number = nowMs / 1000
export const issuer = 'https://as.example'
export const clientId = 'client'

/** Judges by the present of the tests. */
export const options: { now: () => number } = { now: () => nowMs }

/** What a good ID token says; `over` changes it, and undefined leaves a claim out. */
export function idTokenClaims(over: object = {}): Record<string, unknown> {
  const times = { exp: nowSeconds + 300, iat: nowSeconds - 1 }
  return { iss: issuer, sub: 'alice', aud: clientId, ...times, nonce: 'n-0S6_WzA2Mj', ...over }
}

/** What a good back-channel logout token says. */
export function logoutTokenClaims(over: object = {}): Record<string, unknown> {
  const times = { exp: nowSeconds + 120, iat: nowSeconds - 1 }
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  return { iss: issuer, sub: 'alice', sid: 'session-1', aud: clientId, ...times, jti: 'logout-1', events, ...over }
}

/** What a good JWT access token says. */
export function accessTokenClaims(over: object = {}): Record<string, unknown> {
  const times = { exp: nowSeconds + 300, iat: nowSeconds - 1 }
  const about = { sub: 'alice', aud: 'https://api.example', client_id: clientId, jti: 'at-1', scope: 'read write' }
  return { iss: issuer, ...about, ...times, ...over }
}

/** What a good authorization response says. */
export function jarmClaims(over: object = {}): Record<string, unknown> {
  return { iss: issuer, aud: clientId, exp: nowSeconds + 60, code: 'the-code', state: 'the-state', ...over }
}

/** An issuer that publishes its keys, and can change them. */
export interface KeyServer {
  /** What it publishes from now on. */
  keys: PublicKey[]
  /** How often it was asked. */
  asked: number
  /** What it answers in place of its keys. */
  trouble?: () => Response
  cache: KeyCache
  clock: { time: number }
}

/** Serves these keys to a cache of core's, whose clock is the returned one. */
export function keyServer(...keys: PublicKey[]): KeyServer {
  const clock = { time: nowMs }
  const server: Omit<KeyServer, 'cache'> = { keys, asked: 0, clock }
  const fetch = async (): Promise<Response> => {
    server.asked++
    if (server.trouble) return server.trouble()
    return new Response(JSON.stringify({ keys: server.keys }), { headers: { 'content-type': 'application/json' } })
  }
  const cache = createKeyCache({ address: `${issuer}/jwks`, fetch, now: () => clock.time })
  return Object.assign(server, { cache })
}

/** Signed by the issuer's RS256 key. */
export async function issued(payload: Written, header: object = {}): Promise<string> {
  return signed(payload, await testKey(), header)
}

/** The issuer's keys: one RSA, one EC. */
export async function issuerKeys(): Promise<{ keys: PublicKey[] }> {
  return { keys: [(await testKey()).publicJwk, (await testKey('ES256')).publicJwk] }
}
