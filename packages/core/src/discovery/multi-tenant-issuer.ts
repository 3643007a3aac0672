/**
 * The `policy.issuer` for Entra ID with `common`, `organizations`, `consumers` or the name of a tenant in the authority, and for
 * Azure AD B2C: their documents name the tenant by its identifier, or by `{tenantid}`. The issuer must be on the
 * authority's host, and differ by nothing but its tenant (and the user flow of B2C). It says nothing about which tenants
 * may log in: compare `iss` or `tid` of the ID token with those you serve.
 *
 * @example
 * ```ts
 * const authority = 'https://login.microsoftonline.com/common/v2.0'
 * const server = await getDiscoveryDocument({ authority, policy: { issuer: multiTenantIssuer } })
 * ```
 */
export function multiTenantIssuer(issuer: string, authority: string): boolean {
  const [, origin] = /^(https:\/\/[^/]+)(\/[\w.-]+){1,3}\/v2\.0\/?$/.exec(authority) ?? []
  return !!origin && issuer.startsWith(origin) && tenantPath.test(issuer.slice(origin.length))
}

const tenantPath = /^(\/tfp)?\/(\{tenantid}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})(\/b2c_1a?_[\w-]+)?\/v2\.0\/?$/i
