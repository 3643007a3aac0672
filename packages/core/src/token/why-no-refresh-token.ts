import { checkObject } from '../internal/misuse.ts'
import type { TokenSuccess } from './token-response.ts'

/** Why there is no refresh token: the login didn't ask for one, the server didn't grant it, or it granted it and sent none. */
export type NoRefreshToken = 'offline_access_not_requested' | 'offline_access_not_granted' | 'not_issued'

/**
 * Why a token came without a refresh token, told by the scope `offline_access` (OpenID Connect Core section 11);
 * undefined where it came with one. A server that doesn't know that scope may send one unasked, or never: then it's
 * `not_issued` or `offline_access_not_requested` that says so.
 *
 * @param scope What the authorization request asked for. A server that grants just that needn't repeat it (RFC 6749
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
