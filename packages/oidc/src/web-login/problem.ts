import { escapeHtml, htmlPage } from './html-page.ts'

/** Why a user could not sign in or out, as a closed union to `switch` on. */
export type WebLoginProblemKind =
  /** The user or the server refused. */
  | 'denied'
  /** The sign-in took too long. */
  | 'expired'
  /** The browser sent no record of this sign-in: too late, used before, another browser, or cookies are blocked. */
  | 'lost'
  /** The address holds no response to a sign-in of this app. */
  | 'foreign'
  /** The sign-in failed: `code` says why. */
  | 'failed'
  /** The store or the authorization server can't be reached just now. */
  | 'unavailable'
  /** The session doesn't fit into cookies. */
  | 'too_large'
  /** It isn't certain that the user wants to sign out: the page asks. */
  | 'confirm_sign_out'

/** What a page for a problem shows. */
export interface WebLoginProblem {
  kind: WebLoginProblemKind
  /** The HTTP status. */
  status: number
  /** A text to show to the user. */
  message: string
  /** The server's error code, or a code of `loginFailures`. */
  code?: string
  /** Where to sign in again: a path. */
  signInUrl: string
  /** The app's first page: a path. */
  homeUrl: string
  /** Where to post a form that signs out: a path. */
  signOutUrl: string
}

/** Makes the page for a problem. Status and `Cache-Control` are set for you. */
export type ShowProblem = (problem: WebLoginProblem, request: Request) => Response | Promise<Response>

/** The default page: no script, no external resources. */
export function problemPage({ kind, status, message, signInUrl, homeUrl, signOutUrl }: WebLoginProblem): Response {
  const home = `<a href="${escapeHtml(homeUrl)}">Home</a>`
  const actions =
    kind === 'confirm_sign_out'
      ? `<form method="post" action="${escapeHtml(signOutUrl)}"><button>Sign out</button></form>${home}`
      : `<a href="${escapeHtml(signInUrl)}">Sign in</a> ${home}`
  const title = kind === 'confirm_sign_out' ? 'Sign out?' : 'Sign in'
  return htmlPage(status, title, `<p>${escapeHtml(message)}</p>\n${actions}`)
}
