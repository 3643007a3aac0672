import { JoseError } from '../jose-error.ts'
import { claimError } from './claim-error.ts'
import { jsonObject } from './json-object.ts'

/** The header of a token, as it came. */
export interface JwtHeader {
  alg: string
  kid?: string
  typ?: string
  [parameter: string]: unknown
}

// tokens of one issuer mostly have one header; only texts, so that nobody can change what others get
let last: { encoded: string; header: JwtHeader } | undefined

/** The header in base64url. Refuses one that must not be ignored, or has members of the wrong type. A null `kid` or `typ` is none. */
export function headerIn(encoded: string): JwtHeader {
  if (last?.encoded === encoded) return { ...last.header }
  const header = checkHeader(jsonObject(encoded, 'header'))
  if (Object.values(header).every((value) => typeof value === 'string')) last = { encoded, header: { ...header } }
  return header
}

function checkHeader(header: Record<string, unknown>): JwtHeader {
  for (const name of ['crit', 'b64', 'zip']) {
    // what is critical must be understood (RFC 7515 section 4.1.11), and what is packed may be a bomb (RFC 8725 section 3.6)
    if (name in header) throw new JoseError('header_unsupported', `it has the header ${name}`, { claim: name })
  }
  for (const name of ['alg', 'kid', 'typ']) {
    if (name !== 'alg' && (header[name] ?? null) === null) delete header[name]
    else if (typeof header[name] !== 'string') throw claimError('jwt_malformed', name, 'is not a string')
  }
  return header as JwtHeader
}
