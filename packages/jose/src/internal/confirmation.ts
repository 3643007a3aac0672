import { JoseError } from '../jose-error.ts'
import { type ValidateDPoPProofRequest, type ValidatedDPoPProof, validateDPoPProof } from '../validate-dpop-proof.ts'
import { invalid, mismatch } from './claim-error.ts'
import { type Claims, isThere } from './claims.ts'
import type { ValidationOptions } from './options.ts'

/** A request to an API, and the proof that came with it. */
export interface PresentedProof
  extends Omit<ValidateDPoPProofRequest, 'dpop' | 'accessToken' | 'thumbprint' | 'metadata'> {
  /** The `DPoP` header, if there is one. */
  dpop: string | null | undefined
}

interface Presented extends Pick<ValidateDPoPProofRequest, 'metadata'> {
  accessToken: string
  proof?: PresentedProof | undefined
  certificateThumbprint?: string | undefined
  requireBinding?: boolean | undefined
}

/**
 * Refuses a token that is bound to a key or certificate if the sender didn't prove that it has that one (RFC 7800 section 3,
 * RFC 9449 section 7, RFC 8705 section 3).
 */
export async function expectConfirmation(
  claims: Claims,
  { accessToken, proof, metadata, certificateThumbprint, requireBinding }: Presented,
  options: ValidationOptions,
): Promise<ValidatedDPoPProof | undefined> {
  const [kind, thumbprint] = confirmationOf(claims)
  if (kind !== 'jkt' && proof?.dpop)
    throw new JoseError('proof_unexpected', 'there is a proof, but the token is not bound to a key')
  if (!kind) {
    if (requireBinding) throw new JoseError('binding_missing', 'it is not bound to a key', { claim: 'cnf' })
    return undefined
  }
  if (kind === 'jkt') {
    if (!proof?.dpop) throw new JoseError('proof_missing', 'it is bound to a key, but there is no proof')
    try {
      return await validateDPoPProof({ metadata, ...proof, dpop: proof.dpop, accessToken, thumbprint }, options)
    } catch (error) {
      if (!(error instanceof JoseError)) throw error
      throw Object.assign(error, { aboutProof: true })
    }
  }
  if (!certificateThumbprint) throw new JoseError('proof_missing', 'it is bound to a certificate, but there is none')
  if (certificateThumbprint !== thumbprint) throw mismatch('cnf', 'has another certificate')
  return undefined
}

/** The confirmation method of a token, of which there must be exactly one, and its thumbprint. Only two methods are supported. */
function confirmationOf(claims: Claims): [kind?: string, thumbprint?: string] {
  if (!isThere(claims, 'cnf')) return []
  const { cnf } = claims
  const [[kind, thumbprint] = [], ...others] = Object.entries(Object(cnf) as Claims)
  const known = kind === 'jkt' || kind === 'x5t#S256'
  if (!known || others.length || typeof thumbprint !== 'string' || !thumbprint) {
    throw invalid('cnf', 'is not exactly one thumbprint')
  }
  return [kind, thumbprint]
}
