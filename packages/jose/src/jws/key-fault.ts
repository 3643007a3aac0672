import { loaded } from '../internal/loaded.ts'
import { bytesIn } from './canonical.ts'
import type { KeyFault } from './curve-fault.ts'
import type { KeyMembers } from './key-members.ts'
import { safeRsa } from './safe-rsa.ts'
import { isSafeRsaJwk } from './safe-rsa-jwk.ts'

/**
 * Why a public key is unsafe, so that others could forge its signatures; undefined if it is safe. Runtimes differ in which keys they
 * refuse, so this doesn't rely on them (RFC 7518 sections 3.3 and 6, RFC 8032 section 5.1).
 */
export async function keyFault(key: KeyMembers): Promise<KeyFault | undefined> {
  // loaded separately, because most issuers sign with RSA, and the code for curves is as large as the rest
  if (key.kty !== 'RSA') return (await loaded(import('./curve-fault.ts'))).curveFault(key, bytesIn)
  if (!bytesIn(key.n) || !bytesIn(key.e)) return { code: 'key_invalid', message: 'the key is malformed' }
  return isSafeRsaJwk(key) ? undefined : { code: 'key_too_weak', message: `the key is not ${safeRsa}` }
}
