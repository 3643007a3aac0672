import type { JwtKind } from './jwt-kind.ts'

/**
 * The kinds of JWT that an issuer or a client signs, each with its `typ` and its marks. One mark is enough to recognize a token
 * without a `typ`. The mark `a+b` means that both claims are present, and `a=b` that claim `a` has the value `b`. The claims `typ`
 * and `token_use` are from Keycloak and Cognito. Client assertions are not in the list: their `iss` is the client, which no
 * validator expects. This file is loaded only when it is needed, so it imports nothing that a page has already loaded.
 */
const kinds: readonly (readonly [name: string, typ: string | undefined, ...marks: string[]])[] = [
  ['an ID token', undefined, 'nonce', 'at_hash', 'c_hash', 's_hash'],
  ['an access token', 'at+jwt', 'client_id+jti', 'client_id+scope', 'typ=Bearer', 'token_use=access'],
  // the mark of all security event tokens (RFC 8417)
  ['a logout token', 'logout+jwt', 'events+jti'],
  ['an authorization response', undefined, 'code+state', 'error+state'],
  ['an introspection response', 'token-introspection+jwt', 'token_introspection'],
  ['metadata', undefined, 'issuer+jwks_uri', 'issuer+token_endpoint', 'resource+authorization_servers'],
  ['a DPoP proof', 'dpop+jwt', 'htm+htu'],
  ['a request object', 'oauth-authz-req+jwt', 'redirect_uri', 'client_id+response_type'],
]

/** Describes a wrong lower-case `typ`. The text contains only names of this list, because a header may contain anything. */
export function typeFault({ name, by, typ, mayLack }: JwtKind, type: string | undefined): string {
  const isPlain = type === undefined || type === 'jwt'
  const [other = 'another JWT'] = kinds.find(([, own]) => own === type) ?? []
  const came = isPlain ? `its typ is ${type ? 'JWT' : 'missing'}` : `its typ is that of ${other}`
  const option = isPlain && mayLack?.typ
  return `${came}, but ${typ ? `${by} requires ${typ}${option ? `; ${option} can allow it` : ''}` : `${name} has none but JWT`}`
}

/** The first mark of another kind of JWT in these claims. A null claim counts as missing. */
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
