import { endpointUrl, urlOf } from '../internal/address.ts'

/** What issuer a document may name, where it is not simply the authority. */
export type IssuerPolicy =
  /** Each `{name}` stands for letters, digits, `_`, `-` and `.`, or for a `{name}` again. */
  | { template: string }
  /** Says whether this issuer will do. */
  | ((issuer: string) => boolean)

/** What a discovery document may say. What is left out leaves its check on. */
export interface DiscoveryPolicy {
  /**
   * For a server of many tenants, whose document names another issuer than its authority, such as
   * `{ template: 'https://login.example/{tenantid}/v2.0' }`.
   * @default the authority, character by character (RFC 8414 section 3.3)
   */
  issuer?: IssuerPolicy | undefined
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
  /** Whether the document must have a `jwks_uri`. @default true where it is OpenID's, false for OAuth's (RFC 8414) */
  requireKeySet?: boolean | undefined
}

/** Why the policy refuses a document: the member, and what is wrong with it; undefined where it doesn't. */
export type Refuse = (json: Record<string, unknown>, requireKeySet: boolean) => string | undefined

/** The check of the documents that this authority may have. */
export function refusalBy(authority: string, policy: DiscoveryPolicy, allowInsecureHttp?: boolean): Refuse {
  const { additionalEndpointBaseAddresses = [], endpointValidationExcludeList = [], issuer } = policy
  const bases = [new URL(endpointUrl(authority, allowInsecureHttp, 'authority')).origin].concat(
    additionalEndpointBaseAddresses.map((base) =>
      endpointUrl(base, allowInsecureHttp, 'additionalEndpointBaseAddresses'),
    ),
  )
  return (json, requireKeySet) => {
    const refused = issuerRefusal(json.issuer, authority, issuer)
    if (refused) return `issuer ${refused}`
    if (requireKeySet && !json.jwks_uri) return 'jwks_uri is missing'
    const aliases = 'mtls_endpoint_aliases'
    for (const [prefix, members] of Object.entries({ '': json, [`${aliases}.`]: Object(json[aliases]) })) {
      for (const member in members) {
        const name = prefix + member
        const value = members[member]
        // null is some servers' way of leaving out
        if (value === null || !/(_endpoint|^jwks_uri|^check_session_iframe)$/.test(name)) continue
        const url = typeof value === 'string' && urlOf(value, allowInsecureHttp)
        if (!url) return `${name} is not an absolute https: URL`
        const anywhere = endpointValidationExcludeList.some((item) => item === name || `${item}.` === prefix)
        if (!anywhere && !bases.some((base) => withSlash(url).startsWith(withSlash(base)))) {
          return `${name} is on a host that the policy does not allow`
        }
      }
    }
    return undefined
  }
}

/** A URL without its query, ending in a slash, so that only whole segments are a prefix of it. */
const withSlash = (url: string): string => url.replace(/\/?(\?.*)?$/, '/')

/** What is wrong with an issuer; undefined where it will do. */
function issuerRefusal(issuer: unknown, authority: string, policy?: IssuerPolicy): string | undefined {
  if (!issuer || typeof issuer !== 'string') return 'is missing'
  if (policy) {
    const fits = typeof policy === 'function' ? policy(issuer) === true : patternOf(policy.template).test(issuer)
    return fits ? undefined : 'is not what policy.issuer allows'
  }
  if (issuer === authority) return undefined
  const only = (part: RegExp): boolean => issuer.replace(part, '') === authority.replace(part, '')
  const how = /[^ -~]/.test(issuer + authority)
    ? 'look-alike characters'
    : only(/\/$/)
      ? 'a trailing slash'
      : only(/:\d+/)
        ? 'a port'
        : issuer.toLowerCase() === authority.toLowerCase()
          ? 'upper and lower case'
          : 'its words'
  return `differs from the authority by ${how}`
}

/** Matches what a template stands for. */
function patternOf(template: string): RegExp {
  const parts = template.split(/{\w+}/).map((text) => text.replace(/[^\w/:-]/g, '\\$&'))
  return new RegExp(`^${parts.join('({\\w+}|\\w[\\w.-]{0,254})')}$`)
}
