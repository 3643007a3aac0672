/** What happened, as a closed union to `switch` on. */
export type TokenEventName =
  /** A token came from the server. */
  | 'token.renewed'
  /** Another process's token was taken from the store. */
  | 'token.adopted'
  /** The request for a token failed. */
  | 'token.renewal_failed'
  /** A login was stored, here or by another tab. */
  | 'session.started'
  /** Another login has replaced the known one. */
  | 'session.replaced'
  /** A refresh granted less scope than the session had. */
  | 'session.scope_reduced'
  /** A refresh returned an ID token of another user: the session has ended. */
  | 'session.user_changed'
  /** The session has ended; `grantkit.session.end_reason` says why. */
  | 'session.ended'
  /** Another process left a refresh unfinished, and this one makes the only further attempt. */
  | 'session.taken_over'
  /** The lock wasn't free in time; the refresh continued without it. */
  | 'lock.missed'
  /** The store couldn't be read or written, or the signer couldn't return its thumbprint. */
  | 'store.failed'
  /** An API responded; `http.response.status_code` has the status. */
  | 'request.answered'
  /** An API did not respond. */
  | 'request.failed'
  /** A request was sent to an API again; `grantkit.resend.reason` says whether with another `token` or another `proof`. */
  | 'request.resent'

/** OpenTelemetry's names if it has any, else names with `oauth.` or `grantkit.`. Contains no secret. */
export type TokenEventAttributes = Record<string, string | number | boolean>

/** Something that happened in a source. A token from memory is no event. */
export interface TokenEvent {
  name: TokenEventName
  /** In epoch milliseconds. */
  at: number
  attributes: TokenEventAttributes
  /** Where it happened; `createTelemetry` turns it into attributes. */
  origin?: TokenEventOrigin
}

/** Where an event happened. */
export interface TokenEventOrigin {
  /** The token endpoint, or the origin of an API; left out if a `client` knows it. */
  address?: string | URL
  clientId?: string
  grantType?: string
}

/** Attributes; undefined ones are left out. */
export type EventAttributes = Record<string, string | number | boolean | undefined>

/** Calls the hook with an event. */
export type Emit = (name: TokenEventName, attributes?: EventAttributes) => void
