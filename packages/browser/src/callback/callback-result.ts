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

/** The server or the user refused: the server's own `error` and `errorDescription`. */
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

/** The result of the callback in the page's URL. */
export type CallbackResult =
  /** The URL holds no response to a sign-in or sign-out. */
  | { status: 'none' }
  | Completed
  | Denied
  | Failed
  /** The response came too late: sign in again. */
  | { status: 'expired'; returnTo: string; data?: Json }
  /** The response was used before, here or in another tab. */
  | { status: 'already_completed'; returnTo: string }
  /** The page was reloaded while it exchanged the code: sign in again. */
  | { status: 'interrupted'; returnTo: string }
  /** A response to a sign-in that this browser does not know, such as one that began in another browser. */
  | { status: 'unknown' }
  /** A response to another app's request. The URL isn't changed. */
  | { status: 'foreign' }
  /** This page is a popup, and the page that opened it handles the response. */
  | { status: 'handed_over' }
  /** The user is back from signing out at the server. */
  | { status: 'signed_out'; returnTo: string }

/** A failure with a text to show to the user. */
export function failed(
  code: Failed['code'],
  message: string,
  returnTo: string,
  others: Partial<Pick<Failed, 'transient' | 'data'>> = {},
): Failed {
  return { status: 'failed', code, transient: false, message, returnTo, ...others }
}
