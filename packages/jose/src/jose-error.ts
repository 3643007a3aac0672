import type { Failure } from 'grantkit'

/** Why something was not accepted, or could not be made, as a closed union to `switch` on. */
export type JoseErrorCode =
  /** No compact JWT: its parts, their base64url or their JSON are wrong, or a name is in it twice. */
  | 'jwt_malformed'
  /** A header that must not be ignored, such as `crit` or `zip`. */
  | 'header_unsupported'
  /** `typ` or `cty` says that it is another kind of token. */
  | 'type_mismatch'
  /** Signed or encrypted with an algorithm that was not allowed. */
  | 'alg_not_allowed'
  /** The signature is not the issuer's. */
  | 'signature_invalid'
  /** None of the keys fits. */
  | 'key_not_found'
  /** Several keys fit, and the token doesn't say which. */
  | 'key_ambiguous'
  /** RSA below 2048 bits, or a secret shorter than its hash. */
  | 'key_too_weak'
  /** A key that is malformed, or that this runtime can't use. */
  | 'key_invalid'
  /** The keys could not be got; `failure` says why, and whether later is worth a try. */
  | 'keys_unavailable'
  /** It was to be encrypted and isn't. */
  | 'encryption_missing'
  /** None of the keys decrypts it. */
  | 'decryption_failed'
  /** `claim` is not there. */
  | 'claim_missing'
  /** `claim` has the wrong type or form. */
  | 'claim_invalid'
  /** `claim` is not what was expected. */
  | 'claim_mismatch'
  /** `exp` is over. */
  | 'expired'
  /** `nbf` is yet to come. */
  | 'not_yet_valid'
  /** `claim`, a time in the past by its nature, is yet to come: perhaps this clock is wrong. */
  | 'issued_in_future'
  /** `claim`, the time of issue or of login, is longer ago than allowed. */
  | 'too_old'
  /** Seen before. */
  | 'replayed'
  /** The token is bound to a key, and nothing proves that the sender holds it. */
  | 'proof_missing'
  /** A proof came, but the token is not bound to a key. */
  | 'proof_unexpected'
  /** The token is not bound to a key, and was to be. */
  | 'binding_missing'
  /** The token lacks a scope. */
  | 'scope_insufficient'
  /** The key that a session is bound to is gone: the session must be renewed. */
  | 'dpop_key_lost'
  /** The server lacks what a profile needs. */
  | 'profile_unsupported'

/** What a server's metadata does not say, and a profile needs. */
export interface ServerLack {
  /** The member of the metadata, under its name there. */
  member: string
  /** What it should say. */
  needs: string
  /** Who wants it. */
  section: string
}

/** What tells one error from another of its code. */
export interface JoseErrorDetails {
  /** The claim or header that is at fault. */
  claim?: string | undefined
  /** Why the keys could not be got. */
  failure?: Failure | undefined
  /** Whether a DPoP proof is at fault, and not the token that came along. */
  aboutProof?: boolean | undefined
  /** What the server lacks. */
  lacks?: readonly ServerLack[] | undefined
}

/** What everything here throws or rejects with, mistakes of the caller's aside. Its message never holds what a token holds. */
export class JoseError extends Error {
  override readonly name = 'JoseError'
  declare readonly code: JoseErrorCode
  /** The claim or header that is at fault, where it is one. */
  declare readonly claim?: string
  /** True where a DPoP proof is at fault and not the token beside it: an API then answers `invalid_dpop_proof`. */
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
