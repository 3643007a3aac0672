import { checkObject } from '../internal/misuse.ts'
import type { TokenSuccess } from './token-response.ts'

/** Why there is no refresh token: it wasn't requested, it wasn't granted, or it was granted and not sent. */
export type NoRefreshToken = 'offline_access_not_requested' | 'offline_access_not_granted' | 'not_issued'

/**
 * Why a response has no refresh token, judged by the scope `offline_access` (OpenID Connect Core section 11). Undefined if it has
 * one. If the server doesn't support that scope, the result is `not_issued` or `offline_access_not_requested`.
 *
 * @param scope The scope of the authorization request. The response need not contain the scope if the server granted exactly
 * the requested one (RFC 6749 section 5.1).
 */
export function whyNoRefreshToken(
  token: Pick<TokenSuccess, 'refreshToken' | 'scope'>,
  scope: string | readonly string[],
): NoRefreshToken | undefined {
  checkObject('token', token)
  const isIn = (words: string): boolean => words.split(' ').includes('offline_access')
  const asked = [scope].flat().join(' ')
  if (token.refreshToken) return undefined
  if (!isIn(asked)) return 'offline_access_not_requested'
  return isIn(token.scope ?? asked) ? 'not_issued' : 'offline_access_not_granted'
}
