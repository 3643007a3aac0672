import { urlOf } from '../internal/address.ts'
import { differs } from '../internal/differs.ts'
import { isAbsent, type Json, lackOf, textIn } from '../internal/members.ts'

/** Says what is wrong with the host of an endpoint; undefined if nothing is. `prefix` is that of the endpoint's alias. */
export type HostFault = (url: string, name: string, prefix: string) => string | undefined

/** What is wrong with the endpoints of a document: the member and why; undefined if nothing is. */
export function endpointFault(
  json: Json,
  requireKeySet: boolean,
  allowInsecureHttp?: boolean,
  hostFault?: HostFault,
): string | undefined {
  if (requireKeySet && isAbsent(json.jwks_uri)) {
    return 'jwks_uri is missing; policy.requireKeySet: false takes a server without keys'
  }
  const aliases = 'mtls_endpoint_aliases'
  for (const [prefix, members] of Object.entries({ '': json, [`${aliases}.`]: Object(json[aliases]) })) {
    for (const member in members) {
      const name = prefix + member
      const value = members[member]
      if (isAbsent(value) || !endpoints.test(name)) continue
      const url = typeof value === 'string' && urlOf(value, allowInsecureHttp)
      const hint = /^\s*http:/i.test(value as string) ? '; allowInsecureHttp permits http:' : ''
      const fault = url
        ? hostFault?.(url, name, prefix)
        : // of the others it costs only that endpoint
          (hint || needed.test(name)) && `${name} is not an absolute https: URL${hint}`
      if (fault) return fault
    }
  }
  return undefined
}

/** The members that are endpoints. */
export const endpoints: RegExp = /(_endpoint|^jwks_uri|^check_session_iframe)$/

/** The endpoints without which a client can do nothing. */
const needed = /((authorization|token)_endpoint|^jwks_uri)$/

/** What is wrong with the issuer; undefined if it is the authority. */
export function issuerFault(json: Json, authority: string): string | undefined {
  const issuer = textIn(json, 'issuer')
  if (!issuer) return lackOf(json, 'issuer')
  if (issuer === authority) return undefined
  const hint = /\{\w+\}|b2clogin|windows\.net|microsoft/.test(issuer + authority)
    ? 'for Entra ID and B2C pass policy: { issuer: multiTenantIssuer }'
    : 'if it is the right server, pass its issuer as the authority, character for character'
  return `issuer ${differs(issuer, 'the authority', authority)}; ${hint}`
}
