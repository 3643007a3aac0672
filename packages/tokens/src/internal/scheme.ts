/**
 * The scheme to send a token of this type under (RFC 6750 section 2.1, RFC 9449 section 7.1); undefined if it is neither. Servers
 * differ in upper and lower case, and some write `BearerToken`.
 */
export function schemeOf(tokenType: string): 'Bearer' | 'DPoP' | undefined {
  if (/^\s*bearer[\s_-]*(token)?\s*$/i.test(tokenType)) return 'Bearer'
  return /^\s*dpop\s*$/i.test(tokenType) ? 'DPoP' : undefined
}
