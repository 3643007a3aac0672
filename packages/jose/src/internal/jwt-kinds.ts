import type { DiscoveryMembers } from 'grantkit'
import { JoseError } from '../jose-error.ts'
import { type Claims, isThere, missing } from './claims.ts'
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
  | 'clientAssertion'

/** What tells the JWTs of one kind from those of all other kinds. */
interface KindOfJwt {
  /** For messages. */
  name: string
  /** Who defines it. */
  standard: string
  /** Its own `typ`, in lower case and without "application/"; undefined if it has none. */
  typ?: string
  /** Whether it may come without a type of its own: without `typ`, or with `JWT`. */
  plain?: true
  /** The claims that it must have. */
  needs: readonly string[]
  /** The options that accept it without one of these. */
  mayLack?: Record<string, string>
  /** Claims that give it away if it has no type of its own: each set is enough. A text is the value that the claim must have. */
  marks?: readonly Record<string, string | true>[]
  /** The member of the issuer's metadata that lists the algorithms it is signed with. */
  algorithms?: keyof DiscoveryMembers
}

/**
 * All kinds of JWTs that an issuer, a client or a resource server signs. Every validator goes by this table, so that no JWT of
 * one kind passes for another (RFC 8725 section 3.12). The last ones aren't validated here, only recognised.
 */
const kinds: Record<JwtKind, KindOfJwt> = {
  idToken: {
    name: 'an ID token',
    standard: 'OpenID Connect Core',
    plain: true,
    needs: ['iss', 'sub', 'aud', 'exp', 'iat'],
    marks: [{ nonce: true }, { at_hash: true }, { c_hash: true }, { s_hash: true }],
    algorithms: 'idTokenSigningAlgValuesSupported',
  },
  accessToken: {
    name: 'an access token',
    standard: 'RFC 9068',
    typ: 'at+jwt',
    needs: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
    mayLack: { typ: 'mayLack', sub: 'mayLack', client_id: 'mayLack', jti: 'mayLack' },
    // typ and token_use are claims of Keycloak's and Cognito's
    marks: [
      { client_id: true, jti: true },
      { client_id: true, scope: true },
      { typ: 'Bearer' },
      { token_use: 'access' },
    ],
  },
  logoutToken: {
    name: 'a logout token',
    standard: 'Back-Channel Logout 1.0',
    typ: 'logout+jwt',
    plain: true,
    needs: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
    mayLack: { exp: 'maxIssuedAgeMs' },
    // those of any security event (RFC 8417)
    marks: [{ events: true, jti: true }],
    algorithms: 'idTokenSigningAlgValuesSupported',
  },
  authorizationResponse: {
    name: 'an authorization response',
    standard: 'JARM',
    plain: true,
    needs: ['iss', 'aud', 'exp'],
    marks: [
      { code: true, state: true },
      { error: true, state: true },
    ],
    algorithms: 'authorizationSigningAlgValuesSupported',
  },
  userInfo: {
    name: 'a userinfo response',
    standard: 'OpenID Connect Core',
    plain: true,
    needs: ['sub'],
    algorithms: 'userinfoSigningAlgValuesSupported',
  },
  introspection: {
    name: 'an introspection response',
    standard: 'RFC 9701',
    typ: 'token-introspection+jwt',
    needs: ['iss', 'aud', 'iat', 'token_introspection'],
    marks: [{ token_introspection: true }],
    algorithms: 'introspectionSigningAlgValuesSupported',
  },
  metadata: {
    name: 'metadata',
    standard: 'RFC 8414',
    plain: true,
    needs: ['iss'],
    marks: [
      { issuer: true, jwks_uri: true },
      { issuer: true, token_endpoint: true },
      { resource: true, authorization_servers: true },
    ],
  },
  dpopProof: {
    name: 'a DPoP proof',
    standard: 'RFC 9449',
    typ: 'dpop+jwt',
    needs: ['jti', 'htm', 'htu', 'iat'],
    marks: [{ htm: true, htu: true }],
    algorithms: 'dpopSigningAlgValuesSupported',
  },
  requestObject: {
    name: 'a request object',
    standard: 'RFC 9101',
    typ: 'oauth-authz-req+jwt',
    plain: true,
    needs: ['client_id'],
    marks: [{ client_id: true, response_type: true }, { redirect_uri: true }],
  },
  clientAssertion: {
    name: 'a client assertion',
    standard: 'RFC 7523',
    typ: 'client-authentication+jwt',
    plain: true,
    // its iss and sub are the client, so that no issuer's name fits
    needs: ['iss', 'sub', 'aud', 'exp'],
  },
}

/** The row of a kind. */
export const kindOf = (kind: JwtKind): KindOfJwt => kinds[kind]

/** Refuses a header whose `typ` is not that of the kind (RFC 8725 section 3.11); `plain` takes one without a type of its own. */
export function expectType(kind: JwtKind, { typ }: JwtHeader, plain: boolean | undefined = kindOf(kind).plain): void {
  const { name, standard, typ: own } = kindOf(kind)
  const type = plainType(typ)
  if (type === own && own) return
  const isPlain = type === undefined || type === 'jwt'
  if (isPlain && plain) return
  // only names of this table are said: the header may hold anything
  const other = Object.values<KindOfJwt>(kinds).find((row) => row.typ && row.typ === type)
  const came = isPlain
    ? type
      ? 'its typ is JWT'
      : 'it has no typ'
    : `its typ is that of ${other?.name ?? 'another JWT'}`
  const wanted = own ? `${standard} wants ${own}${isPlain ? allowedBy(kind, 'typ') : ''}` : `${name} has none but JWT`
  throw new JoseError('type_mismatch', `${came}, and ${wanted}`, { claim: 'typ' })
}

/** The option that accepts a JWT of this kind without a part of it. */
function allowedBy(kind: JwtKind, part: string): string {
  const option = kindOf(kind).mayLack?.[part]
  return option ? `; ${option} can allow it` : ''
}

/** The type in lower case, without the "application/" that may be left out. */
function plainType(typ: string | undefined): string | undefined {
  return typ?.toLowerCase().replace(/^application\//, '')
}

/** Refuses claims that lack one that the kind must have; those in `mayLack` may be left out. */
export function expectNeeds(kind: JwtKind, claims: Claims, mayLack: readonly string[] = []): void {
  const { needs, standard } = kindOf(kind)
  const absent = needs.find((name) => claims[name] === undefined && !mayLack.includes(name))
  if (absent) throw missing(absent, `, which ${standard} requires${allowedBy(kind, absent)}`)
}

/** Refuses claims that give away another kind of JWT. */
export function refuseOtherKinds(kind: JwtKind, claims: Claims): void {
  for (const [other, { name, marks = [] }] of Object.entries<KindOfJwt>(kinds)) {
    const mark = other !== kind && marks.find((set) => Object.entries(set).every(isMarkedBy, claims))
    if (mark) {
      const [claim] = Object.keys(mark)
      throw new JoseError('type_mismatch', `it has the claims of ${name}: ${Object.keys(mark).join(', ')}`, { claim })
    }
  }
}

function isMarkedBy(this: Claims, [name, value]: [string, string | true]): boolean {
  return value === true ? isThere(this, name) : this[name] === value
}
