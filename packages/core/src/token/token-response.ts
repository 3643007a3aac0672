import { type Lifetime, lifetimeOf } from '../internal/lifetime.ts'
import type { Failure, Quirk, SuccessMembers } from '../internal/response.ts'
import { textIn } from '../internal/text.ts'

/** The standard members of a token response (RFC 6749 section 5.1, RFC 8693 section 2.2, OIDC Core section 3.1.3.3). */
export interface TokenMembers extends Lifetime {
  /** Never empty. */
  accessToken: string
  /** As received, such as `Bearer` or `DPoP`; compare without regard to case (RFC 6749 section 7.1). */
  tokenType?: string
  /** What the server sent: a refresh may leave it out, and the old one then goes on (RFC 6749 section 6). */
  refreshToken?: string
  /** Not validated. */
  idToken?: string
  /** The scope that was granted, where the server said it. */
  scope?: string
  /** The kind of token that a token exchange issued, as a URN. */
  issuedTokenType?: string
}

/** A token, with all that came along. */
export interface TokenSuccess extends SuccessMembers, TokenMembers {}

/** Why there is no token. */
export interface TokenFailure extends Failure {}

/** What a token endpoint answered: `isError` tells the two apart. */
export type TokenResponse = TokenSuccess | TokenFailure

/** The token in an answer; undefined where there is none. */
export function acceptToken(
  json: Record<string, unknown> | undefined,
  quirks: Quirk[],
  receivedAt: number,
  httpStatus: number,
): TokenMembers | undefined {
  const accessToken = textIn(json, 'access_token')
  if (!accessToken) return undefined
  if (httpStatus !== 200) quirks.push(`status-${httpStatus}`)
  const members: TokenMembers = Object.assign({ accessToken }, lifetimeOf(json, quirks, receivedAt))
  for (const [member, name] of texts) {
    const value = textIn(json, name)
    if (value) members[member] = value
  }
  // an empty scope is GitHub's way of saying that none was granted
  if (json?.scope === '') members.scope = ''
  if (!members.tokenType) quirks.push('token_type-missing')
  return members
}

const texts = [
  ['tokenType', 'token_type'],
  ['refreshToken', 'refresh_token'],
  ['idToken', 'id_token'],
  ['scope', 'scope'],
  ['issuedTokenType', 'issued_token_type'],
] as const
