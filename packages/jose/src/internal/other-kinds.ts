import type { JwtKind } from './jwt-kind.ts'

/**
 * The kinds of JWTs that an issuer or a client signs, each with its `typ`, and with what gives it away if it has no type of its
 * own: each mark is enough. `a+b` are two claims, `a=b` is a claim with its value. A request object is only recognised. A client
 * assertion needs no row: its `iss` and `sub` are the client, which is nobody's issuer. Typ and token_use are claims of
 * Keycloak's and Cognito's. This is loaded by those who need it, so it imports nothing that a page has already.
 */
const kinds: readonly (readonly [name: string, typ: string | undefined, ...marks: string[]])[] = [
  ['an ID token', undefined, 'nonce', 'at_hash', 'c_hash', 's_hash'],
  ['an access token', 'at+jwt', 'client_id+jti', 'client_id+scope', 'typ=Bearer', 'token_use=access'],
  // its mark is that of any security event (RFC 8417)
  ['a logout token', 'logout+jwt', 'events+jti'],
  ['an authorization response', undefined, 'code+state', 'error+state'],
  ['an introspection response', 'token-introspection+jwt', 'token_introspection'],
  ['metadata', undefined, 'issuer+jwks_uri', 'issuer+token_endpoint', 'resource+authorization_servers'],
  ['a DPoP proof', 'dpop+jwt', 'htm+htu'],
  ['a request object', 'oauth-authz-req+jwt', 'redirect_uri', 'client_id+response_type'],
]

/** What is wrong with a `typ`, in lower case, that is not that of the kind. Only names of this table are said: a header may hold anything. */
export function typeFault({ name, by, typ, mayLack }: JwtKind, type: string | undefined): string {
  const isPlain = type === undefined || type === 'jwt'
  const [other = 'another JWT'] = kinds.find(([, own]) => own === type) ?? []
  const came = isPlain ? `its typ is ${type ? 'JWT' : 'missing'}` : `its typ is that of ${other}`
  const option = isPlain && mayLack?.typ
  return `${came}, but ${typ ? `${by} requires ${typ}${option ? `; ${option} can allow it` : ''}` : `${name} has none but JWT`}`
}

/** The first mark of another kind in these claims. One that is null says nothing. */
export function markOfAnother(
  kind: string,
  claims: Record<string, unknown>,
): { name: string; mark: string; claim: string | undefined } | undefined {
  const isThere = (part: string) => {
    const [claim = '', value] = part.split('=')
    return value ? claims[claim] === value : claims[claim] != null
  }
  for (const [name, , ...marks] of kinds) {
    const mark = name === kind ? undefined : marks.find((each) => each.split('+').every(isThere))
    if (mark) return { name, mark, claim: mark.split(/[+=]/)[0] }
  }
  return undefined
}
