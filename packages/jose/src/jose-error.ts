import type { Failure } from 'grantkit'

/** Why a token was not accepted, or could not be created: a closed union to `switch` on. */
export type JoseErrorCode =
  /** Not a compact JWT: its parts, their base64url or their JSON are malformed, or a name occurs twice. */
  | 'jwt_malformed'
  /** A header that must not be ignored, such as `crit` or `zip`. */
  | 'header_unsupported'
  /** `typ` or `cty` names another kind of token. */
  | 'type_mismatch'
  /** Signed or encrypted with an algorithm that was not allowed. */
  | 'alg_not_allowed'
  /** The signature can't be verified with the issuer's key. */
  | 'signature_invalid'
  /** None of the keys fits. */
  | 'key_not_found'
  /** Several keys fit, and the token doesn't say which. */
  | 'key_ambiguous'
  /** RSA below 2048 bits, or a secret shorter than its hash. */
  | 'key_too_weak'
  /** A key that is malformed, or that this runtime can't use. */
  | 'key_invalid'
  /** The keys could not be fetched; `failure` says why, and whether retrying later may succeed. */
  | 'keys_unavailable'
  /** It isn't encrypted, but must be. */
  | 'encryption_missing'
  /** None of the keys decrypts it. */
  | 'decryption_failed'
  /** `claim` is missing. */
  | 'claim_missing'
  /** `claim` has the wrong type or form. */
  | 'claim_invalid'
  /** `claim` is not what was expected. */
  | 'claim_mismatch'
  /** `exp` is in the past. */
  | 'expired'
  /** `nbf` is in the future. */
  | 'not_yet_valid'
  /** `claim` is in the future, but must be in the past: this clock may be wrong. */
  | 'issued_in_future'
  /** `claim`, the time of issue or of login, is longer ago than allowed. */
  | 'too_old'
  /** It was used before. */
  | 'replayed'
  /** The token is bound to a key, and nothing proves that the sender holds it. */
  | 'proof_missing'
  /** There is a proof, but the token is not bound to a key. */
  | 'proof_unexpected'
  /** The token is not bound to a key, but must be. */
  | 'binding_missing'
  /** The token lacks a scope. */
  | 'scope_insufficient'
  /** The key that a session is bound to is lost: the user must sign in again. */
  | 'dpop_key_lost'
  /** The server lacks features that the profile requires. */
  | 'profile_unsupported'

/** A feature that a profile requires and that the server's metadata doesn't announce. */
export interface ServerLack {
  /** The member of the metadata, under its name there. */
  member: string
  /** The required value. */
  needs: string
  /** The section of the specification that requires it. */
  section: string
}

/** The details of an error. */
export interface JoseErrorDetails {
  /** The claim or header that is invalid. */
  claim?: string | undefined
  /** Why the keys could not be fetched. */
  failure?: Failure | undefined
  /** Whether the DPoP proof is invalid, and not the token that came with it. */
  aboutProof?: boolean | undefined
  /** The features that the server lacks. */
  lacks?: readonly ServerLack[] | undefined
}

/** The error of every function here, except for mistakes in arguments, which are a `TypeError`. Its message never contains any part of a token. */
export class JoseError extends Error {
  override readonly name = 'JoseError'
  declare readonly code: JoseErrorCode
  /** The claim or header that is invalid, if it is one. */
  declare readonly claim?: string
  /** True if the DPoP proof is invalid, and not the token: an API then responds with `invalid_dpop_proof`. */
  declare readonly aboutProof?: boolean
  /** With `keys_unavailable`: why. Readable but not enumerable. */
  declare readonly failure?: Failure
  /** With `profile_unsupported`: everything that the server lacks. */
  declare readonly lacks?: readonly ServerLack[]

  constructor(code: JoseErrorCode, message: string, { failure, ...details }: JoseErrorDetails = {}) {
    super(message)
    Object.assign(this, { code, ...details })
    if (failure) Object.defineProperty(this, 'failure', { value: failure })
  }
}
