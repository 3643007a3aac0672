import { binaryOf } from 'grantkit/internal/base64'

/** A token and its type in a token response. */
interface IssuedToken {
  accessToken: string
  tokenType?: string
  issuedTokenType?: string
}

/** Why a token must not be used: it isn't bound to the key of the proof that requested it (RFC 9449 sections 5 and 6.1). */
export function whyUnbound(
  token: IssuedToken,
  thumbprint: string | undefined,
  allowBearer: boolean | undefined,
): string | undefined {
  const mayBeUnbound = allowBearer || isNoAccessToken(token)
  if (!mayBeUnbound && token.tokenType?.toLowerCase() !== 'dpop') {
    return 'token_type is not DPoP: anyone who finds the token can use it'
  }
  const confirmation = confirmationIn(token.accessToken)
  if (!confirmation) return undefined
  const { jkt } = confirmation
  if (jkt === undefined) return mayBeUnbound ? undefined : 'the token is not bound to a key: no cnf.jkt'
  return jkt === thumbprint ? undefined : 'cnf.jkt of the token is not the key of the proof'
}

/** Whether a token exchange issued another kind of token, such as an ID token, which is never bound (RFC 8693 section 2.2.1). */
export function isNoAccessToken({ tokenType, issuedTokenType = accessTokenType }: IssuedToken): boolean {
  return tokenType?.toLowerCase() === 'n_a' && issuedTokenType !== accessTokenType
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/** The `cnf` claim (RFC 7800) of a token that is a JWT; undefined for other tokens, which only the server can read. */
export function confirmationIn(token: string): Record<string, unknown> | undefined {
  const [, payload, ...rest] = token.split('.')
  if (!payload || rest.length !== 1) return undefined
  try {
    // no UTF-8 decoding: thumbprints are ASCII
    return Object(JSON.parse(binaryOf(payload)).cnf)
  } catch {
    return undefined
  }
}
