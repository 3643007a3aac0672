import { JoseError } from '../jose-error.ts'
import { isCanonical } from '../jws/canonical.ts'

/** The parts of a compact JWS or JWE. Only canonical base64url is accepted. */
export function partsOf(token: string): string[] {
  const parts = token.split('.')
  if (!/^[35]$/.test(`${parts.length}`) || !parts.every(isCanonical)) {
    throw new JoseError('jwt_malformed', 'it is not 3 or 5 parts of base64url')
  }
  return parts
}
