import { checkObject } from 'grantkit/internal/misuse'
import { keyOf, type TokenKeyParts } from './internal/key-of.ts'

export type { TokenKeyParts }

/**
 * The name of a token in caches and stores: `grantkit:` and 43 characters of base64url, the SHA-256 of everything that distinguishes it from
 * others. The name contains no secret, and two tenants never share a token.
 */
export async function tokenKey(parts: TokenKeyParts): Promise<string> {
  checkObject('parts', parts)
  return keyOf(parts)
}
