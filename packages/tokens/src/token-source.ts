/** The caller's requirements. */
export interface GetAccessTokenOptions {
  /**
   * Gets another token even if the current one is valid. During a pause after a failure it passes once, if more than a minute of the
   * pause is left. @default false
   */
  forceRenewal?: boolean
  /** How long the token must still be valid, in milliseconds. @default 0 */
  minTtlMs?: number
  /** Ends the wait of this caller: its promise rejects with the signal's reason. Other callers aren't affected. */
  signal?: AbortSignal
}

/** A valid token, and how to send it. */
export interface AccessToken {
  /** Never empty. */
  accessToken: string
  /** The `Authorization` scheme: `Bearer`, `DPoP`, or the server's own `token_type`. */
  tokenType: string
  /** In epoch milliseconds, counted from the arrival of the response; missing if the server named no lifetime. */
  expiresAt?: number
  /** The granted scope, if the response has it; else the requested one. */
  scope?: string
  /** The id of the login that the token belongs to; missing for a client's own tokens. */
  sessionId?: string
  /** Further members of the response under the server's names, such as `instance_url` or `patient`. */
  members?: Readonly<Record<string, unknown>>
}

/** A source of valid tokens, for any grant. */
export interface TokenSource {
  /**
   * The token, from memory while it is valid, else a new one. Simultaneous calls share one request.
   *
   * @throws {TokenSourceError} if there is none: `transient` tells whether retrying later may succeed.
   */
  getAccessToken(options?: GetAccessTokenOptions): Promise<AccessToken>
  /** The id of the login that the tokens belong to; undefined if there is none or it has ended. */
  sessionId?(): string | undefined
}
