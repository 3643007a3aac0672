import type { LogoutRequest } from '@grantkit/oidc'

/** How to sign out. */
export interface SignOutOptions {
  /** In this browser only, or at the server too. @default 'server', if it has an end session endpoint */
  scope?: 'local' | 'server'
  /** Revokes the refresh token, which takes 2 seconds at most. @default true */
  revoke?: boolean
  /** Where to go in the app afterwards. @default '/' */
  returnTo?: string
  /** Sends the ID token, so that the server doesn't ask the user to confirm. @default true */
  idTokenHint?: boolean
  /** Parameters beyond the named members. */
  parameters?: LogoutRequest['parameters']
}

/** The user is signed out in this browser, even if `revocation` failed. */
export interface SignOutResult {
  status: 'signed_out'
  /** The result of revoking the refresh token. */
  revocation: 'done' | 'failed' | 'skipped'
  /** Whether the user was sent to the server to sign out there: not if the browser is offline (`failed`). */
  server: 'navigated' | 'failed' | 'skipped'
}
