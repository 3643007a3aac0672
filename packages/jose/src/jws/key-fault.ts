import { loaded } from '../internal/loaded.ts'
import type { KeyFault } from './curve-fault.ts'
import type { KeyMembers } from './key-members.ts'
import { type RsaFault, rsaJwkFault } from './rsa-fault.ts'

/**
 * What is wrong with a public key that others could sign for; undefined for a good one. Runtimes differ in what they refuse,
 * so this doesn't rely on them (RFC 7518 sections 3.3 and 6, RFC 8032 section 5.1).
 */
export async function keyFault(key: KeyMembers): Promise<KeyFault | undefined> {
  // most issuers sign with RSA, and the arithmetic of curves is as much as all the rest
  if (key.kty !== 'RSA') return (await loaded(import('./curve-fault.ts'))).curveFault(key)
  const fault = rsaJwkFault(key)
  return fault && { code: fault === 'malformed' ? 'key_invalid' : 'key_too_weak', message: messages[fault] }
}

const messages: Record<RsaFault, string> = {
  malformed: 'the key is malformed',
  short: 'the RSA key has fewer than 2048 bits',
  long: 'the RSA key has more than 16384 bits',
  unsafe: 'the RSA modulus or exponent is unsafe',
}
