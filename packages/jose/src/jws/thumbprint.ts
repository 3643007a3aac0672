import { sha256 } from 'grantkit/internal/sha256'

/** The members that make up a public key, by key type, in alphabetical order (RFC 7638 section 3.2, RFC 8037 section 2). */
const required: Record<string, string[]> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  AKP: ['alg', 'kty', 'pub'],
}

/** The public key of a JWK as the text that is hashed for the thumbprint. Contains no other members of the JWK. */
export function publicText(jwk: object): string {
  return JSON.stringify(jwk, required[(jwk as { kty: string }).kty])
}

/** The SHA-256 thumbprint of a public key (RFC 7638 section 3). */
export const thumbprintOf = (jwk: object): Promise<string> => sha256(publicText(jwk))
