import { JoseError, type JoseErrorCode } from '../jose-error.ts'

/** An error about a claim or a header. Its message begins with the claim's name. */
export function claimError(code: JoseErrorCode, claim: string, why: string): JoseError {
  return new JoseError(code, `${claim} ${why}`, { claim })
}

/** `why` is appended to "is missing". */
export const missing = (claim: string, why = ''): JoseError => claimError('claim_missing', claim, `is missing${why}`)

export const invalid = (claim: string, why: string): JoseError => claimError('claim_invalid', claim, why)

export const mismatch = (claim: string, why = 'is not the one expected'): JoseError =>
  claimError('claim_mismatch', claim, why)
