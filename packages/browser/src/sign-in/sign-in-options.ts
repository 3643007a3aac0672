import type { LoginRequest } from '@grantkit/oidc'
import type { Completed, Denied, Failed } from '../callback/callback-result.ts'

/** How to sign in. */
export interface SignInOptions extends LoginRequest {
  /** `redirect` leaves the page; `popup` opens a window. @default 'redirect' */
  mode?: 'redirect' | 'popup'
  /** The size of the window, in pixels. @default 480 x 640 */
  popup?: { width?: number; height?: number }
  /** What to do if the browser blocks the window. @default 'fail' */
  popupBlocked?: 'fail' | 'redirect'
  /** Leaves the window open after the sign-in. @default false */
  keepPopupOpen?: boolean
  /** How long the page must have the focus, after the window seems closed, until the sign-in counts as closed, in milliseconds. @default 3000 */
  closedGraceMs?: number
  /** Ends the wait: the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

/** How a sign-in ended, if the page is still there. */
export type SignInResult =
  | Completed
  | Denied
  | Failed
  | { status: 'expired'; returnTo?: string }
  /** The user went to the server and came back without a response. */
  | { status: 'came_back' }
  /** The user closed the window. */
  | { status: 'closed' }
  | { status: 'refused'; reason: 'loop' | 'signing_out' | 'just_signed_out' | 'superseded' }
