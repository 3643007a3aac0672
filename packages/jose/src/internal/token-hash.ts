import { base64url } from 'jose'
import { hashOf } from './algorithms.ts'
import { type Claims, mismatch, textClaim } from './claims.ts'

/**
 * Refuses a hash that isn't that of `value`: the left half of the hash that belongs to the token's own algorithm
 * (OpenID Connect Core section 3.1.3.6).
 */
export async function expectHash(claims: Claims, claim: string, value: string, alg: string): Promise<void> {
  const sent = textClaim(claims, claim)
  const hash = await crypto.subtle.digest(hashOf(alg), new TextEncoder().encode(value))
  if (sent !== base64url.encode(new Uint8Array(hash, 0, hash.byteLength / 2))) throw mismatch(claim)
}
