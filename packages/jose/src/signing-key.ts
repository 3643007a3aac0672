import type { CryptoKey, JWK } from 'jose'

/** A key that signs somewhere else: in a KMS, an HSM, another process. */
export interface ExternalSigner {
  /** What it signs with, such as `ES256` or `PS256`. */
  alg: string
  /** The name under which the server knows the key. */
  kid?: string | undefined
  /** The public half; DPoP needs it, for it goes into each proof. */
  publicJwk?: JWK | undefined
  /**
   * Signs the bytes as `alg` says (RFC 7518 section 3) and resolves to the signature's bytes. Where the key is an elliptic
   * one those are `r` and `s` side by side, 64 bytes for ES256 (RFC 7518 section 3.4); many a KMS answers in DER instead.
   */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/**
 * A private key: a `CryptoKey` that may `sign`, a private JWK, or a signer from outside. A `CryptoKey` that is not
 * extractable keeps its secret from every script.
 */
export type SigningKey = CryptoKey | JWK | ExternalSigner
