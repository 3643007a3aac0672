import type { Failure, Quirk, SuccessMembers } from '../internal/response.ts'
import { textIn } from '../internal/text.ts'

/** The standard members of a token response (RFC 6749 section 5.1, RFC 8693 section 2.2, OIDC Core section 3.1.3.3). */
export interface TokenMembers {
  /** Never empty. */
  accessToken: string
  /** As received, such as `Bearer` or `DPoP`; compare without regard to case (RFC 6749 section 7.1). */
  tokenType?: string
  /** The token's lifetime in whole seconds; left out where the server said none, or nonsense. */
  expiresIn?: number
  /** When the token expires, in epoch milliseconds, counted from when the answer came. */
  expiresAt?: number
  /** What the server sent: a refresh may leave it out, and the old one then goes on (RFC 6749 section 6). */
  refreshToken?: string
  /** Not validated. */
  idToken?: string
  /** The scope that was granted, where the server said it. */
  scope?: string
  /** The kind of token that a token exchange issued, as a URN. */
  issuedTokenType?: string
}

export interface TokenSuccess extends SuccessMembers, TokenMembers {}

export interface TokenFailure extends Failure {}

/** What a token endpoint answered: `isError` tells the two apart. */
export type TokenResponse = TokenSuccess | TokenFailure

/** The token in an answer; undefined where there is none. */
export function acceptToken(
  json: Record<string, unknown> | undefined,
  quirks: Quirk[],
  receivedAt: number,
): TokenMembers | undefined {
  const accessToken = textIn(json, 'access_token')
  if (!accessToken) return undefined
  const members: TokenMembers = { accessToken }
  for (const [member, name] of texts) {
    const value = textIn(json, name)
    if (value) members[member] = value
  }
  // an empty scope is GitHub's way of saying that none was granted
  if (json?.scope === '') members.scope = ''
  if (!members.tokenType) quirks.push('token_type-missing')
  const expiresIn = secondsOf(json?.expires_in, receivedAt, quirks)
  if (expiresIn !== undefined) {
    members.expiresIn = expiresIn
    members.expiresAt = receivedAt + expiresIn * 1000
  }
  return members
}

const texts = [
  ['tokenType', 'token_type'],
  ['refreshToken', 'refresh_token'],
  ['idToken', 'id_token'],
  ['scope', 'scope'],
  ['issuedTokenType', 'issued_token_type'],
] as const

/** `expires_in` in whole seconds; undefined where it is missing, no number from 0, or beyond what a date can hold. */
function secondsOf(value: unknown, receivedAt: number, quirks: Quirk[]): number | undefined {
  if (value === undefined) return undefined
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !(seconds >= 0 && receivedAt + seconds * 1000 <= 8.64e15)) {
    quirks.push('expires_in-invalid')
    return undefined
  }
  if (seconds !== value) quirks.push('expires_in-string')
  if (seconds % 1) quirks.push('expires_in-float')
  return Math.floor(seconds)
}
