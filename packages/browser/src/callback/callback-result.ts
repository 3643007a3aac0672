import type { IdTokenClaims } from '@grantkit/jose'
import type { Json, LoginFailureCode } from '@grantkit/oidc'

/** The user is signed in, and the session is stored. */
export interface Completed {
  status: 'completed'
  /** The claims of the validated ID token; undefined if the scope has no `openid`. */
  user?: IdTokenClaims
  /** Whether another user was signed in before. */
  userChanged: boolean
  /** Where to go now: a path of this origin. */
  returnTo: string
  data?: Json
}

/** The server refused, in its own words. */
export interface Denied {
  status: 'denied'
  error: string
  errorDescription?: string
  /** Whether the request was a silent one (`prompt=none`). */
  silent: boolean
  returnTo: string
  data?: Json
}

/** Something went wrong; `code` says what, `message` is a text to show. */
export interface Failed {
  status: 'failed'
  code: LoginFailureCode | 'popup_blocked' | 'storage_unavailable' | 'insecure_context'
  /** Whether trying again later may succeed. */
  transient: boolean
  message: string
  returnTo: string
  data?: Json
}

/** What came of the page's URL. */
export type CallbackResult =
  /** The URL is no answer to a sign-in or sign-out. */
  | { status: 'none' }
  | Completed
  | Denied
  | Failed
  /** The answer came too late: sign in again. */
  | { status: 'expired'; returnTo: string; data?: Json }
  /** The answer was used before, here or in another tab. */
  | { status: 'already_completed'; returnTo: string }
  /** The page was reloaded while it exchanged the code: sign in again. */
  | { status: 'interrupted'; returnTo: string }
  /** An answer to a sign-in that this browser does not know, such as one started in another browser. */
  | { status: 'unknown' }
  /** An answer to somebody else's request. The URL was left as it is. */
  | { status: 'foreign' }
  /** This page is a popup, and the page that opened it took the answer. */
  | { status: 'handed_over' }
  /** The user is back from signing out at the server. */
  | { status: 'signed_out'; returnTo: string }

/** A failure with a text for people. */
export function failed(
  code: Failed['code'],
  message: string,
  returnTo: string,
  others: Partial<Pick<Failed, 'transient' | 'data'>> = {},
): Failed {
  return { status: 'failed', code, transient: false, message, returnTo, ...others }
}
