import { JoseError } from '../jose-error.ts'

/**
 * The parts of a compact JWS or JWE. Only base64url in its one canonical form is taken (RFC 4648 section 3.5), for with
 * spare bits, padding or blanks one token could be written in many ways, all of them with a good signature.
 */
export function partsOf(token: string): string[] {
  const parts = token.split('.')
  if (parts.length !== 3 && parts.length !== 5) throw new JoseError('jwt_malformed', 'it has neither 3 nor 5 parts')
  if (!parts.every(isCanonical)) throw new JoseError('jwt_malformed', 'a part is not base64url as it must be written')
  return parts
}

function isCanonical(part: string): boolean {
  if (/[^\w-]/.test(part)) return false
  const spare = part.length % 4
  // of the last character two or four bits belong to no byte
  return spare === 0 || (spare > 1 && (spare === 2 ? /[AQgw]$/ : /[AEIMQUYcgkosw048]$/).test(part))
}
