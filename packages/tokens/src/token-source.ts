/** What a caller wants of the token. */
export interface GetAccessTokenOptions {
  /** Renews even where the token at hand is good. @default false */
  forceRenewal?: boolean
  /** How long the token must still be good, in milliseconds. @default what the source was made with */
  minTtlMs?: number
  /** Ends the wait of this caller: its promise rejects with the signal's reason. Others who wait are not disturbed. */
  signal?: AbortSignal
}

/** A token that is good now, and how to send it. */
export interface AccessToken {
  /** Never empty. */
  accessToken: string
  /** The scheme to send it under: `Bearer`, `DPoP`, or as the server wrote it. */
  tokenType: string
  /** In epoch milliseconds, counted from when the answer came; left out where the server named no lifetime. */
  expiresAt?: number
  /** The scope that was granted, where the server said it. */
  scope?: string
}

/** Where to get a token that is good now, whatever grant it comes by. */
export interface TokenSource {
  /**
   * The token, from memory while it is good, else renewed; all who ask meanwhile share one renewal.
   *
   * @throws {TokenSourceError} where there is none to be had: `transient` tells whether it is worth trying again later.
   */
  getAccessToken(options?: GetAccessTokenOptions): Promise<AccessToken>
  /** Names the login that the tokens belong to, where they belong to one; undefined once it is over. */
  sessionId?(): string | undefined
}
