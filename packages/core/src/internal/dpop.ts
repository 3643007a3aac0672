/** What a proof is for. */
export interface DPoPProofInput {
  method: string
  /** The endpoint's URL; a proof's `htu` leaves out its query. */
  url: string
  /** There when the server has just asked for it. */
  nonce?: string | undefined
  /** The access token that is sent along, to which the proof is bound (RFC 9449 section 7). */
  accessToken?: string | undefined
}

/** Signs DPoP proofs (RFC 9449 section 4). */
export interface DPoPSigner {
  /** A fresh proof, as a signed JWT, for one request. */
  createProof(input: DPoPProofInput): Promise<string>
  /** Called with the nonce of each response. `accessToken`, if one was sent along, tells an API's nonces from the server's. */
  rememberNonce?(url: string, nonce: string, accessToken?: string): void
  /**
   * Is told the server's time, in epoch milliseconds, when a proof was refused as `invalid_dpop_proof` in an answer that comes
   * from no cache and whose `Date` can be read. If it returns true, the proof was dated wrong: another is made and sent, once.
   */
  rememberTime?(url: string, serverTime: number): boolean
  /** Why a token that came for a proof must not be used, such as its type or the key it is bound to; the failure says so. */
  refuseToken?(token: { accessToken: string; tokenType?: string; issuedTokenType?: string }): string | undefined
}
