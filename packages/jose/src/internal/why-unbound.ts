import { decodeJwt } from 'jose'

/** Why a token must not be used that came for a proof of the key with `thumbprint` (RFC 9449 sections 5 and 6.1). */
export function whyUnbound(
  { accessToken, tokenType }: { accessToken: string; tokenType?: string },
  thumbprint: string | undefined,
  allowBearer: boolean | undefined,
): string | undefined {
  if (!allowBearer && tokenType?.toLowerCase() !== 'dpop') {
    return 'token_type is not DPoP: the token is not bound to the key of the proof, and whoever finds it can use it'
  }
  const claims = claimsOf(accessToken)
  if (!claims) return undefined
  const { jkt } = Object(claims.cnf) as { jkt?: unknown }
  if (jkt === undefined) return allowBearer ? undefined : 'the token has no cnf.jkt: it is bound to no key'
  return jkt === thumbprint ? undefined : 'cnf.jkt of the token is not the key of the proof'
}

/** The claims of a token that happens to be a JWT; others are the server's own business. */
function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}
