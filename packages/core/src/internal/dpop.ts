/** The request that a proof is for. */
export interface DPoPProofInput {
  method: string
  /** The endpoint's URL. The proof's `htu` is this URL without its query. */
  url: string
  /** Present if the server has just asked for it. */
  nonce?: string | undefined
  /** The access token that is sent with the proof, which is bound to it (RFC 9449 section 7). */
  accessToken?: string | undefined
}

/** Signs DPoP proofs (RFC 9449 section 4). */
export interface DPoPSigner {
  /** A new proof for one request, as a signed JWT. */
  createProof(input: DPoPProofInput): Promise<string>
  /** Called with the nonce of each response. `accessToken` is present if one was sent: keep the nonces of APIs apart. */
  rememberNonce?(url: string, nonce: string, accessToken?: string): void
  /**
   * Called with the server's time, in epoch milliseconds, when the server refused a proof as `invalid_dpop_proof`, if the response
   * has a readable `Date` and isn't from a cache. Return true if the proof's time was wrong: the request is then retried once
   * with a new proof.
   */
  rememberTime?(url: string, serverTime: number): boolean
  /** Returns why a token that was requested with a proof must not be used, such as its type or key. That becomes the failure. */
  refuseToken?(token: { accessToken: string; tokenType?: string; issuedTokenType?: string }): string | undefined
}
