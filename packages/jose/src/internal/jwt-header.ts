import { JoseError } from '../jose-error.ts'

/** The header of a token, as it came. */
export interface JwtHeader {
  alg: string
  kid?: string
  typ?: string
  [parameter: string]: unknown
}

/** Refuses a header that must not be ignored, and one whose members have the wrong type. A null `kid` or `typ` is none. */
export function checkHeader({ ...header }: Record<string, unknown>): JwtHeader {
  for (const name of ['kid', 'typ']) if (header[name] === null) delete header[name]
  const { alg, kid, typ } = header
  for (const name of ['crit', 'b64', 'zip']) {
    // what is critical must be understood (RFC 7515 section 4.1.11), and what is packed may be a bomb (RFC 8725 section 3.6)
    if (name in header) throw new JoseError('header_unsupported', `it has the header ${name}`, { claim: name })
  }
  if (typeof alg !== 'string') throw new JoseError('jwt_malformed', 'alg is no string', { claim: 'alg' })
  if (kid !== undefined && typeof kid !== 'string') {
    throw new JoseError('jwt_malformed', 'kid is no string', { claim: 'kid' })
  }
  if (typ !== undefined && typeof typ !== 'string') {
    throw new JoseError('jwt_malformed', 'typ is no string', { claim: 'typ' })
  }
  return header as JwtHeader
}
