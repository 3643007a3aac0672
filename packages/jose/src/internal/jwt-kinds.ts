import { JoseError } from '../jose-error.ts'
import { missing } from './claim-error.ts'
import { type Claims, isThere } from './claims.ts'
import type { JwtHeader } from './jwt-header.ts'

export type JwtKind =
  | 'idToken'
  | 'accessToken'
  | 'logoutToken'
  | 'authorizationResponse'
  | 'userInfo'
  | 'introspection'
  | 'metadata'
  | 'dpopProof'
  | 'requestObject'

/** What tells the JWTs of one kind from those of all other kinds. */
interface KindOfJwt {
  /** For messages. */
  name: string
  /** Who defines it. */
  by: string
  /** Its own `typ`, in lower case and without "application/"; undefined if it has none: it then comes without one, or with `JWT`. */
  typ?: string
  /** Whether it may come without the type of its own, too. */
  plain?: true
  /** The claims that it must have. */
  needs: readonly string[]
  /** The option that accepts it without some of its parts, and the parts. */
  mayLack?: readonly [option: string, ...parts: string[]]
  /** What gives it away if it has no type of its own: each is enough. `a+b` are two claims, `a=b` is a claim with its value. */
  marks?: readonly string[]
  /** Which list of the issuer's metadata has the algorithms that it is signed with, such as `id_token_signing_alg_values_supported`. */
  algorithms?: 'idToken' | 'authorization' | 'userinfo' | 'introspection' | 'dpop'
}

/**
 * The kinds of JWTs that an issuer or a client signs. Every validator goes by this table, so that no JWT of one kind passes for
 * another (RFC 8725 section 3.12). A request object is only recognised. A client assertion needs no row: its `iss` and `sub` are
 * the client, which is nobody's issuer. Typ and token_use are claims of Keycloak's and Cognito's.
 */
const kinds: Record<JwtKind, KindOfJwt> = {
  idToken: {
    name: 'an ID token',
    by: 'OpenID Connect Core',
    needs: ['iss', 'sub', 'aud', 'exp', 'iat'],
    marks: ['nonce', 'at_hash', 'c_hash', 's_hash'],
    algorithms: 'idToken',
  },
  accessToken: {
    name: 'an access token',
    by: 'RFC 9068',
    typ: 'at+jwt',
    needs: ['iss', 'sub', 'aud', 'exp', 'iat', 'client_id', 'jti'],
    mayLack: ['mayLack', 'typ', 'sub', 'client_id', 'jti'],
    marks: ['client_id+jti', 'client_id+scope', 'typ=Bearer', 'token_use=access'],
  },
  logoutToken: {
    name: 'a logout token',
    by: 'Back-Channel Logout 1.0',
    typ: 'logout+jwt',
    plain: true,
    needs: ['iss', 'aud', 'exp', 'iat', 'jti', 'events'],
    mayLack: ['maxIssuedAgeMs', 'exp'],
    // those of any security event (RFC 8417)
    marks: ['events+jti'],
    algorithms: 'idToken',
  },
  authorizationResponse: {
    name: 'an authorization response',
    by: 'JARM',
    needs: ['iss', 'aud', 'exp'],
    marks: ['code+state', 'error+state'],
    algorithms: 'authorization',
  },
  userInfo: {
    name: 'a userinfo response',
    by: 'OpenID Connect Core',
    needs: ['sub'],
    algorithms: 'userinfo',
  },
  introspection: {
    name: 'an introspection response',
    by: 'RFC 9701',
    typ: 'token-introspection+jwt',
    needs: ['iss', 'aud', 'iat', 'token_introspection'],
    marks: ['token_introspection'],
    algorithms: 'introspection',
  },
  metadata: {
    name: 'metadata',
    by: 'RFC 8414',
    needs: ['iss'],
    marks: ['issuer+jwks_uri', 'issuer+token_endpoint', 'resource+authorization_servers'],
  },
  dpopProof: {
    name: 'a DPoP proof',
    by: 'RFC 9449',
    typ: 'dpop+jwt',
    needs: ['jti', 'htm', 'htu', 'iat'],
    marks: ['htm+htu'],
    algorithms: 'dpop',
  },
  requestObject: {
    name: 'a request object',
    by: 'RFC 9101',
    typ: 'oauth-authz-req+jwt',
    needs: [],
    marks: ['redirect_uri', 'client_id+response_type'],
  },
}

/** The row of a kind. */
export const kindOf = (kind: JwtKind): KindOfJwt => kinds[kind]

/** Refuses a header whose `typ` is not that of the kind (RFC 8725 section 3.11); `mayBePlain` takes one without a type of its own. */
export function expectType(kind: JwtKind, { typ }: JwtHeader, mayBePlain = false): void {
  const { name, by, typ: own, plain } = kinds[kind]
  const type = typ?.toLowerCase().replace(/^application\//, '')
  const isPlain = type === undefined || type === 'jwt'
  if (isPlain ? mayBePlain || plain || !own : type === own) return
  // only names of this table are said: the header may hold anything
  const other = Object.values(kinds).find((row) => row.typ === type)
  const came = isPlain ? `its typ is ${type ? 'JWT' : 'missing'}` : `its typ is that of ${other?.name ?? 'another JWT'}`
  const wanted = own ? `${by} wants ${own}${isPlain ? allowedBy(kind, 'typ') : ''}` : `${name} has none but JWT`
  throw new JoseError('type_mismatch', `${came}, and ${wanted}`, { claim: 'typ' })
}

/** Refuses claims that lack one that the kind must have; those in `mayLack` may be left out. */
export function expectNeeds(kind: JwtKind, claims: Claims, mayLack: readonly string[] = []): void {
  const absent = kinds[kind].needs.find((name) => claims[name] === undefined && !mayLack.includes(name))
  if (absent) throw missing(absent, `, which ${kinds[kind].by} requires${allowedBy(kind, absent)}`)
}

/** How to accept a JWT of this kind without a part of it. */
function allowedBy(kind: JwtKind, part: string): string {
  const [option, ...parts] = kinds[kind].mayLack ?? []
  return parts.includes(part) ? `; ${option} can allow it` : ''
}

/** Refuses claims that give away another kind of JWT. */
export function refuseOtherKinds(kind: JwtKind, claims: Claims): void {
  for (const row of Object.values(kinds)) {
    const mark = row !== kinds[kind] && row.marks?.find((mark) => mark.split('+').every(isThereAs, claims))
    if (mark) {
      const [claim] = mark.split(/[+=]/)
      throw new JoseError('type_mismatch', `it is ${row.name} by its claims: ${mark}`, { claim })
    }
  }
}

/** Whether a claim of this name is there, with its value if one is named. */
function isThereAs(this: Claims, part: string): boolean {
  const [name = '', value] = part.split('=')
  return value ? this[name] === value : isThere(this, name)
}
