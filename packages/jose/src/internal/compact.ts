import { JoseError } from '../jose-error.ts'
import { isCanonical } from '../jws/base64url.ts'

/** The parts of a compact JWS or JWE. Only canonical base64url is accepted. */
export function partsOf(token: string): string[] {
  const parts = token.split('.')
  if (parts.length !== 3 && parts.length !== 5) throw new JoseError('jwt_malformed', 'it has neither 3 nor 5 parts')
  if (!parts.every(isCanonical)) throw new JoseError('jwt_malformed', 'a part is not base64url as it must be written')
  return parts
}
