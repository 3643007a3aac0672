/**
 * The `policy.issuer` for Azure AD B2C, and for Entra ID if the authority contains `common`, `organizations`, `consumers` or a
 * tenant's name. The issuer in their documents contains the tenant's identifier or `{tenantid}` instead. It must be on the
 * authority's host, and may differ only in the tenant (and in the user flow of B2C). This doesn't restrict which tenants may log
 * in: compare `iss` or `tid` of the ID token with the tenants you serve.
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
