/** What a proof is for. */
export interface DPoPProofInput {
  method: string
  /** The endpoint's URL; a proof's `htu` leaves out its query. */
  url: string
  /** There when the server has just asked for it. */
  nonce?: string | undefined
  /** The token that the proof is bound to, where one is sent along (RFC 9449 section 7). */
  accessToken?: string | undefined
}

/** Signs DPoP proofs (RFC 9449 section 4). */
export interface DPoPSigner {
  /** A fresh proof, as a signed JWT, for one request. */
  createProof(input: DPoPProofInput): Promise<string>
  /** Is told each nonce that an answer carried. */
  rememberNonce?(url: string, nonce: string): void
}
