import type { Failure } from 'grantkit'
import { describe, expect, it } from 'vitest'
import { JoseError, type JoseErrorCode } from './index.ts'

/** What a program may do about a code; it would not compile if one were missing. */
function whatToDo(code: JoseErrorCode): 'try again later' | 'log in again' | 'look at the clock' | 'refuse' | 'set up' {
  switch (code) {
    case 'keys_unavailable':
      return 'try again later'
    case 'expired':
    case 'too_old':
    case 'dpop_key_lost':
      return 'log in again'
    case 'issued_in_future':
    case 'not_yet_valid':
      return 'look at the clock'
    case 'key_invalid':
    case 'key_too_weak':
    case 'profile_unsupported':
      return 'set up'
    case 'jwt_malformed':
    case 'header_unsupported':
    case 'type_mismatch':
    case 'alg_not_allowed':
    case 'signature_invalid':
    case 'key_not_found':
    case 'key_ambiguous':
    case 'encryption_missing':
    case 'decryption_failed':
    case 'claim_missing':
    case 'claim_invalid':
    case 'claim_mismatch':
    case 'replayed':
    case 'proof_missing':
    case 'proof_unexpected':
    case 'binding_missing':
    case 'scope_insufficient':
      return 'refuse'
    default:
      return code satisfies never
  }
}

describe('JoseError', () => {
  it('has a code to switch on, and the wrong claim', () => {
    const error = new JoseError('claim_missing', 'nonce is missing', { claim: 'nonce' })
    expect(error).toBeInstanceOf(Error)
    expect(`${error}`).toBe('JoseError: nonce is missing')
    expect({ ...error }).toEqual({ name: 'JoseError', code: 'claim_missing', claim: 'nonce' })
    expect(whatToDo(error.code)).toBe('refuse')
  })

  it('has no claim if none is wrong', () => {
    expect('claim' in new JoseError('expired', 'it has expired')).toBe(false)
  })

  it('has the failure of a request for keys, hidden in logs', () => {
    const failure = { isError: true, error: 'HTTP 503' } as Failure
    const error = new JoseError('keys_unavailable', 'no keys', { failure })
    expect(error.failure).toBe(failure)
    expect(JSON.stringify(error)).not.toContain('503')
  })
})
