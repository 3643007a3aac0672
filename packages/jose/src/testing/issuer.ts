import { createKeyCache, type KeyCache, type PublicKey } from 'grantkit'
import { testKey } from './keys.ts'
import { signed, type Written } from './tokens.ts'

/** The current time in all tests, in epoch milliseconds and in seconds. */
export const nowMs = 1_700_000_000_000
export const nowSeconds: number = nowMs / 1000
export const issuer = 'https://as.example'
export const clientId = 'client'

/** Validation options with that time. */
export const options: { now: () => number } = { now: () => nowMs }

/** The claims of a valid ID token. `over` overrides them; undefined leaves a claim out. */
export function idTokenClaims(over: object = {}): Record<string, unknown> {
  const times = { exp: nowSeconds + 300, iat: nowSeconds - 1 }
  return { iss: issuer, sub: 'alice', aud: clientId, ...times, nonce: 'n-0S6_WzA2Mj', ...over }
}

/** The claims of a valid back-channel logout token. */
export function logoutTokenClaims(over: object = {}): Record<string, unknown> {
  const times = { exp: nowSeconds + 120, iat: nowSeconds - 1 }
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  return { iss: issuer, sub: 'alice', sid: 'session-1', aud: clientId, ...times, jti: 'logout-1', events, ...over }
}

/** The claims of a valid JWT access token. */
export function accessTokenClaims(over: object = {}): Record<string, unknown> {
  const times = { exp: nowSeconds + 300, iat: nowSeconds - 1 }
  const about = { sub: 'alice', aud: 'https://api.example', client_id: clientId, jti: 'at-1', scope: 'read write' }
  return { iss: issuer, ...about, ...times, ...over }
}

/** The claims of a valid signed authorization response. */
export function jarmClaims(over: object = {}): Record<string, unknown> {
  return { iss: issuer, aud: clientId, exp: nowSeconds + 60, code: 'the-code', state: 'the-state', ...over }
}

/** An issuer that publishes keys. The test can change them. */
export interface KeyServer {
  /** The published keys. */
  keys: PublicKey[]
  /** The number of requests. */
  asked: number
  /** Makes the response instead of the keys. */
  trouble?: () => Response
  cache: KeyCache
  clock: { time: number }
}

/** Serves these keys to a key cache of core, which uses the returned clock. */
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

/** A token signed by the issuer's RS256 key. */
export async function issued(payload: Written, header: object = {}): Promise<string> {
  return signed(payload, await testKey(), header)
}

/** The issuer's keys: one RSA, one EC. */
export async function issuerKeys(): Promise<{ keys: PublicKey[] }> {
  return { keys: [(await testKey()).publicJwk, (await testKey('ES256')).publicJwk] }
}
