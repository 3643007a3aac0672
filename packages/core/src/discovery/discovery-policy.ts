import { endpointUrl, urlOf } from '../internal/address.ts'
import { differs } from '../internal/differs.ts'
import { isAbsent, type Json, lackOf, textIn } from '../internal/members.ts'
import { checkChoice, checkName, checkObject } from '../internal/misuse.ts'

/** What issuer a document may name, if it is not simply the authority. */
export type IssuerPolicy =
  /** Each `{name}` stands for letters, digits, `_`, `-` and `.`, or for a `{name}` again. */
  | { template: string }
  /** Says whether this issuer is right for this authority. */
  | ((issuer: string, authority: string) => boolean)

/** What a discovery document may say. What is left out keeps its default. */
export interface DiscoveryPolicy {
  /**
   * For a server of many tenants, whose document names another issuer than its authority, such as
   * `{ template: 'https://login.example/{tenantid}/v2.0' }`. For Entra ID and B2C there is `multiTenantIssuer`.
   * @default the authority, character by character (RFC 8414 section 3.3)
   */
  issuer?: IssuerPolicy | undefined
  /**
   * Which hosts endpoints may be on. A document that came over TLS from an issuer that is equal byte for byte is that
   * issuer's word, so `any` host will do, with `https:`. `authority` holds them to the authority's origin and to
   * `additionalEndpointBaseAddresses`: for programs that take an authority from strangers.
   * @default 'any', but 'authority' if one of the two lists is passed
   */
  endpointHosts?: 'any' | 'authority' | undefined
  /**
   * Where endpoints may be, beside the authority's origin: each an absolute URL, beneath which whole path segments
   * may follow. `https://h/ten` holds `https://h/ten/token`, not `https://h/tenant`.
   */
  additionalEndpointBaseAddresses?: readonly (string | URL)[] | undefined
  /**
   * Members whose endpoint may be on any host, such as `userinfo_endpoint`, `mtls_endpoint_aliases.token_endpoint`, or
   * `mtls_endpoint_aliases` for all of these. They must be `https:` all the same.
   */
  endpointValidationExcludeList?: readonly string[] | undefined
  /** Whether the document must have a `jwks_uri`. @default true for OpenID's document, false for OAuth's (RFC 8414) */
  requireKeySet?: boolean | undefined
}

/** Why the policy refuses a document: the member, and what is wrong with it; undefined if it doesn't. */
export type Refuse = (json: Record<string, unknown>, requireKeySet: boolean) => string | undefined

/** The check of the documents that this authority may have. */
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
          const hint = /^\s*http:/i.test(`${value}`) ? '; allowInsecureHttp permits http:' : ''
          if (hint || needed.test(name)) return `${name} is not an absolute https: URL${hint}`
          // of the others it costs only that endpoint
          continue
        }
        const anywhere =
          endpointHosts !== 'authority' ||
          endpointValidationExcludeList?.some((item) => item === name || `${item}.` === prefix)
        if (!anywhere && !bases.some((base) => withSlash(url).startsWith(withSlash(base)))) {
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

/** Those without which a client can do nothing. */
const needed = /((authorization|token)_endpoint|^jwks_uri)$/

/** A URL without its query, ending in a slash, so that only whole segments are a prefix of it. */
const withSlash = (url: string): string => url.replace(/\/?(\?.*)?$/, '/')

/** What is wrong with the issuer; undefined if it will do. */
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

/** Matches what a template stands for. */
function patternOf(template: string): RegExp {
  const parts = template.split(/{\w+}/).map((text) => text.replace(/[^\w/:-]/g, '\\$&'))
  return new RegExp(`^${parts.join('({\\w+}|\\w[\\w.-]{0,254})')}$`)
}
