import type { CryptoKey, JWK } from 'jose'

/** A key outside of this process: in a KMS, an HSM, another process. */
export interface ExternalSigner {
  /** The signature algorithm, such as `ES256` or `PS256`. */
  alg: string
  /** The key's ID at the server. */
  kid?: string | undefined
  /** The public key. Required for DPoP: it is part of each proof. */
  publicJwk?: JWK | undefined
  /**
   * Signs the bytes with `alg` (RFC 7518 section 3) and resolves to the signature. For an elliptic curve key
   * it is `r` and `s` concatenated, 64 bytes for ES256 (RFC 7518 section 3.4). Many KMS return DER instead: convert it.
   */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/**
 * A private key: a `CryptoKey` with the usage `sign`, a private JWK, or an external signer. A `CryptoKey` that is not
 * extractable can't be read by any script.
 */
export type SigningKey = CryptoKey | JWK | ExternalSigner
