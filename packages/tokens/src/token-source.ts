/** What a caller wants of the token. */
export interface GetAccessTokenOptions {
  /**
   * Gets another token even if the current one is good. During a pause after a failure it passes once, if more than a minute of the
   * pause is left. @default false
   */
  forceRenewal?: boolean
  /** How long the token must still be good, in milliseconds. @default 0 */
  minTtlMs?: number
  /** Ends the wait of this caller: its promise rejects with the signal's reason. Other callers aren't affected. */
  signal?: AbortSignal
}

/** A token that is good now, and how to send it. */
export interface AccessToken {
  /** Never empty. */
  accessToken: string
  /** The scheme to send it under: `Bearer`, `DPoP`, or as the server wrote it. */
  tokenType: string
  /** In epoch milliseconds, counted from when the response came; left out if the server named no lifetime. */
  expiresAt?: number
  /** The granted scope, if the server said it; else the requested one. */
  scope?: string
  /** Names the login that the token belongs to; left out for a client's own tokens. */
  sessionId?: string
  /** What else the server sent beside the token, under its own names, such as `instance_url` or `patient`. */
  members?: Readonly<Record<string, unknown>>
}

/** Where to get a token that is good now, whatever grant it comes by. */
export interface TokenSource {
  /**
   * The token, from memory while it is good, else a new one. All who ask at the same time share one request.
   *
   * @throws {TokenSourceError} if there is none: `transient` tells whether retrying later may succeed.
   */
  getAccessToken(options?: GetAccessTokenOptions): Promise<AccessToken>
  /** Names the login that the tokens belong to, if they belong to one; undefined once it has ended. */
  sessionId?(): string | undefined
}
