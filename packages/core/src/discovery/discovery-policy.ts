import { endpointUrl } from '../internal/address.ts'
import { type Json, lackOf, textIn } from '../internal/members.ts'
import { checkChoice, checkName, checkObject } from '../internal/misuse.ts'
import { endpointFault, type HostFault, issuerFault } from './document-fault.ts'

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

/** Returns why the policy refuses the document at an address (the member and what is wrong with it), or undefined if it accepts it. */
export type Refuse = (json: Record<string, unknown>, address: string) => string | undefined

/** A check of discovery documents by the policy. */
export function refusalBy(authority: string, policy: DiscoveryPolicy, allowInsecureHttp?: boolean): Refuse {
  checkName('authority', authority)
  checkObject('policy', policy)
  const { additionalEndpointBaseAddresses, endpointValidationExcludeList, issuer: accepted } = policy
  const listed = additionalEndpointBaseAddresses ?? endpointValidationExcludeList
  const { endpointHosts = listed ? 'authority' : 'any' } = policy
  checkChoice('policy.endpointHosts', endpointHosts, 'any', 'authority')
  if (accepted && typeof accepted !== 'function') checkName('policy.issuer.template', accepted.template ?? 0)
  const bases = [new URL(endpointUrl(authority, allowInsecureHttp, 'authority')).origin].concat(
    (additionalEndpointBaseAddresses ?? []).map((base) =>
      endpointUrl(base, allowInsecureHttp, 'additionalEndpointBaseAddresses'),
    ),
  )
  const hostFault: HostFault = (url, name, prefix) => {
    if (
      endpointHosts === 'any' ||
      endpointValidationExcludeList?.some((item) => item === name || `${item}.` === prefix) ||
      bases.some((base) => withSlash(url).startsWith(withSlash(base)))
    ) {
      return undefined
    }
    const { host } = new URL(url)
    return `${name} is on a host that the policy does not allow: ${host}. Add it to policy.additionalEndpointBaseAddresses`
  }
  return (json, address) => {
    const { requireKeySet = address.includes('openid-configuration') } = policy
    const refused = accepted ? refusedBy(accepted, json, authority) : issuerFault(json, authority)
    return refused ?? endpointFault(json, requireKeySet, allowInsecureHttp, hostFault)
  }
}

/** A URL without its query and with a slash at the end, so that a prefix ends at a whole path segment. */
const withSlash = (url: string): string => url.replace(/\/?(\?.*)?$/, '/')

function refusedBy(policy: IssuerPolicy, json: Json, authority: string): string | undefined {
  const issuer = textIn(json, 'issuer')
  const fits =
    issuer &&
    (typeof policy === 'function' ? policy(issuer, authority) === true : patternOf(policy.template).test(issuer))
  return fits ? undefined : (lackOf(json, 'issuer') ?? 'issuer is not what policy.issuer allows')
}

/** A pattern that matches the issuers of a template. */
function patternOf(template: string): RegExp {
  const parts = template.split(/{\w+}/).map((text) => text.replace(/[^\w/:-]/g, '\\$&'))
  return new RegExp(`^${parts.join('({\\w+}|\\w[\\w.-]{0,254})')}$`)
}
