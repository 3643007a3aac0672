import { endpointUrl, urlOf } from '../internal/address.ts'
import { differs } from '../internal/differs.ts'
import { isAbsent, type Json, lackOf, textIn } from '../internal/members.ts'
import { checkChoice, checkName, checkObject } from '../internal/misuse.ts'

/** Which issuers a document may have besides the authority. */
export type IssuerPolicy =
  /** Each `{name}` matches letters, digits, `_`, `-` and `.`, or a literal `{name}`. */
  | { template: string }
  /** Returns whether the issuer is acceptable for the authority. */
  | ((issuer: string, authority: string) => boolean)

/** Rules for discovery documents. */
export interface DiscoveryPolicy {
  /**
   * For a multi-tenant server whose document has an issuer that differs from the authority. For example
   * `{ template: 'https://login.example/{tenantid}/v2.0' }`. For Entra ID and B2C use `multiTenantIssuer`.
   * @default the authority, character by character (RFC 8414 section 3.3)
   */
  issuer?: IssuerPolicy | undefined
  /**
   * Which hosts endpoints may be on. The default `any` accepts every `https:` host: the document came over TLS from the issuer
   * it names, so its addresses can be trusted as much as the issuer. `authority` accepts only the authority's origin and
   * `additionalEndpointBaseAddresses`. Use it if users or other programs choose the authority.
   * @default 'any', but 'authority' if one of the two lists is passed
   */
  endpointHosts?: 'any' | 'authority' | undefined
  /**
   * Absolute URLs beneath which endpoints may be, besides the authority's origin. `https://h/ten` includes
   * `https://h/ten/token` but not `https://h/tenant`.
   */
  additionalEndpointBaseAddresses?: readonly (string | URL)[] | undefined
  /**
   * Members whose endpoint may be on any host, such as `userinfo_endpoint`, `mtls_endpoint_aliases.token_endpoint`, or
   * `mtls_endpoint_aliases` for all of these. They must still be `https:`.
   */
  endpointValidationExcludeList?: readonly string[] | undefined
  /** Whether the document must have a `jwks_uri`. @default true for OpenID's document, false for OAuth's (RFC 8414) */
  requireKeySet?: boolean | undefined
}

/** Returns why the policy refuses a document (the member and what is wrong with it), or undefined if it accepts it. */
export type Refuse = (json: Record<string, unknown>, requireKeySet: boolean) => string | undefined

/** A check of discovery documents by the policy. */
export function refusalBy(authority: string, policy: DiscoveryPolicy, allowInsecureHttp?: boolean): Refuse {
  checkName('authority', authority)
  checkObject('policy', policy)
  const { additionalEndpointBaseAddresses, endpointValidationExcludeList, issuer } = policy
  const listed = additionalEndpointBaseAddresses ?? endpointValidationExcludeList
  const { endpointHosts = listed ? 'authority' : 'any' } = policy
  checkChoice('policy.endpointHosts', endpointHosts, 'any', 'authority')
  if (issuer && typeof issuer !== 'function') checkName('policy.issuer.template', issuer.template ?? 0)
  const bases = [new URL(endpointUrl(authority, allowInsecureHttp, 'authority')).origin].concat(
    (additionalEndpointBaseAddresses ?? []).map((base) =>
      endpointUrl(base, allowInsecureHttp, 'additionalEndpointBaseAddresses'),
    ),
  )
  return (json, requireKeySet) => {
    const refused = issuerRefusal(json, authority, issuer)
    if (refused) return refused
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
        if (!url) {
          const hint = /^\s*http:/i.test(value as string) ? '; allowInsecureHttp permits http:' : ''
          // of the others it costs only that endpoint
          if (hint || needed.test(name)) return `${name} is not an absolute https: URL${hint}`
        } else if (
          endpointHosts === 'authority' &&
          !endpointValidationExcludeList?.some((item) => item === name || `${item}.` === prefix) &&
          !bases.some((base) => withSlash(url).startsWith(withSlash(base)))
        ) {
          const { host } = new URL(url)
          return `${name} is on a host that the policy does not allow: ${host}. Add it to policy.additionalEndpointBaseAddresses`
        }
      }
    }
    return undefined
  }
}

/** The members that are endpoints. */
export const endpoints: RegExp = /(_endpoint|^jwks_uri|^check_session_iframe)$/

/** The endpoints without which a client can do nothing. */
const needed = /((authorization|token)_endpoint|^jwks_uri)$/

/** A URL without its query and with a slash at the end, so that a prefix ends at a whole path segment. */
const withSlash = (url: string): string => url.replace(/\/?(\?.*)?$/, '/')

/** What is wrong with the issuer; undefined if it is accepted. */
function issuerRefusal(json: Json, authority: string, policy?: IssuerPolicy): string | undefined {
  const issuer = textIn(json, 'issuer')
  if (!issuer) return lackOf(json, 'issuer')
  if (policy) {
    const fits =
      typeof policy === 'function' ? policy(issuer, authority) === true : patternOf(policy.template).test(issuer)
    return fits ? undefined : 'issuer is not what policy.issuer allows'
  }
  if (issuer === authority) return undefined
  const hint = /\{\w+\}|b2clogin|windows\.net|microsoft/.test(issuer + authority)
    ? 'for Entra ID and B2C pass policy: { issuer: multiTenantIssuer }'
    : 'if it is the right server, pass its issuer as the authority, character for character'
  return `issuer ${differs(issuer, 'the authority', authority)}; ${hint}`
}

/** A pattern that matches the issuers of a template. */
function patternOf(template: string): RegExp {
  const parts = template.split(/{\w+}/).map((text) => text.replace(/[^\w/:-]/g, '\\$&'))
  return new RegExp(`^${parts.join('({\\w+}|\\w[\\w.-]{0,254})')}$`)
}
