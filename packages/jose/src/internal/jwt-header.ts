import { JoseError } from '../jose-error.ts'
import { claimError } from './claim-error.ts'
import { jsonObject } from './json-object.ts'

/** The header of a token, as received. */
export interface JwtHeader {
  alg: string
  kid?: string
  typ?: string
  [parameter: string]: unknown
}

// the last header, because most tokens of an issuer have the same one; kept only if its values are strings, which can't be changed
let last: { encoded: string; header: JwtHeader } | undefined

/**
 * Decodes a header from base64url. Refuses one with a member that must not be ignored or that has the wrong type. A null `kid` or
 * `typ` counts as missing.
 */
export function headerIn(encoded: string): JwtHeader {
  if (last?.encoded === encoded) return { ...last.header }
  const header = checkHeader(jsonObject(encoded, 'header'))
  if (Object.values(header).every((value) => typeof value === 'string')) last = { encoded, header: { ...header } }
  return header
}

function checkHeader(header: Record<string, unknown>): JwtHeader {
  for (const name of ['crit', 'b64', 'zip']) {
    // critical members must be understood (RFC 7515 section 4.1.11), and compressed content may be huge (RFC 8725 section 3.6)
    if (name in header) throw new JoseError('header_unsupported', `it has the header ${name}`, { claim: name })
  }
  for (const name of ['alg', 'kid', 'typ']) {
    if (name !== 'alg' && (header[name] ?? null) === null) delete header[name]
    else if (typeof header[name] !== 'string') throw claimError('jwt_malformed', name, 'is not a string')
  }
  return header as JwtHeader
}
