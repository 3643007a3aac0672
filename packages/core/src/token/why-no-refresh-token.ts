import { checkObject } from '../internal/misuse.ts'
import type { TokenSuccess } from './token-response.ts'

/** Why there is no refresh token: it wasn't requested, it wasn't granted, or it was granted and not sent. */
export type NoRefreshToken = 'offline_access_not_requested' | 'offline_access_not_granted' | 'not_issued'

/**
 * Why a response has no refresh token, by the scope `offline_access` (OpenID Connect Core section 11); undefined if it has
 * one. A server that doesn't know that scope may send one unasked, or never: the result is then `not_issued` or
 * `offline_access_not_requested`.
 *
 * @param scope The scope of the authorization request. A server that grants exactly that needn't repeat it (RFC 6749
 * section 5.1).
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
