import { type AuthorizationDetail, authorizationDetailsIn } from '../authorization/authorization-details.ts'
import type { Answer } from '../internal/answer.ts'
import type { Call } from '../internal/attempt.ts'
import { addLifetime, camelName, type Lifetime, lackOf, scopeIn, textIn } from '../internal/members.ts'
import { shapeOf } from '../internal/read.ts'
import type { Failure, Quirk, SuccessMembers } from '../internal/response.ts'

/** The standard members of a token response (RFC 6749 section 5.1, RFC 8693 section 2.2, OIDC Core section 3.1.3.3). */
export interface TokenMembers extends Lifetime {
  /** Never empty. */
  accessToken: string
  /** As received, such as `Bearer` or `DPoP`. Compare it case-insensitively (RFC 6749 section 7.1). */
  tokenType?: string
  /** As received. If a refresh response has none, keep the current one (RFC 6749 section 6). */
  refreshToken?: string
  /** Not validated. */
  idToken?: string
  /** The granted scope, if the server sent it. Separated by spaces, even if the server sent a list. */
  scope?: string
  /** The granted authorization details (RFC 9396 section 7). */
  authorizationDetails?: AuthorizationDetail[]
  /** The type of the token that a token exchange issued, as a URN. */
  issuedTokenType?: string
}

/** A token, and the rest of the response. */
export interface TokenSuccess extends SuccessMembers, TokenMembers {}

/** Why there is no token. */
export interface TokenFailure extends Failure {}

/** A response of the token endpoint: `isError` tells success from failure. */
export type TokenResponse = TokenSuccess | TokenFailure

/** Adds the token of a response to `success`. If there is none, or the DPoP signer refuses it, returns a message that says so. */
export function acceptToken(
  json: Record<string, unknown> | undefined,
  quirks: Quirk[],
  answer: Answer,
  success: SuccessMembers,
  { dpop }: Call,
): TokenSuccess | string | undefined {
  if (!json) return undefined
  const lack = lackOf(json, 'access_token')
  if (lack) return `${lack} (${shapeOf(answer)})`
  const token = success as TokenSuccess
  token.accessToken = json.access_token as string
  if (answer.httpStatus !== 200) quirks.push(`status-${answer.httpStatus}`)
  addLifetime(token, json, quirks, answer)
  for (const name of texts) {
    const value = textIn(json, name, quirks)
    if (value) token[camelName(name) as 'idToken'] = value
  }
  const tokenType = textIn(json, 'token_type')
  if (tokenType) token.tokenType = tokenType
  else quirks.push('token_type-missing')
  const scope = scopeIn(json, quirks)
  if (scope != null) token.scope = scope
  const details = authorizationDetailsIn(json, quirks)
  if (details) token.authorizationDetails = details
  // RFC 9449 section 5
  return dpop?.refuseToken?.(token) || token
}

const texts = ['refresh_token', 'id_token', 'issued_token_type']
