/**
 * The `Authorization` scheme for a token of this type (RFC 6750 section 2.1, RFC 9449 section 7.1); undefined for other types. Servers
 * use upper and lower case, and some write `BearerToken`.
 */
export function schemeOf(tokenType: string): 'Bearer' | 'DPoP' | undefined {
  if (/^\s*bearer[\s_-]*(token)?\s*$/i.test(tokenType)) return 'Bearer'
  return /^\s*dpop\s*$/i.test(tokenType) ? 'DPoP' : undefined
}
