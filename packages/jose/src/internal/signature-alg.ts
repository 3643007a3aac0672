import { misuse } from 'grantkit/internal/misuse'
import { asymmetricAlgorithms } from '../jws/algorithms.ts'
import { safeRsa } from '../jws/safe-rsa.ts'

/** Throws unless `alg` is an asymmetric signature algorithm. */
export function checkSignatureAlg(field: string, alg: string): void {
  if (!asymmetricAlgorithms.includes(alg)) misuse(field, 'such as "ES256", "PS256" or "EdDSA"')
}

/** The properties of a key that decide its algorithm. */
export interface AbleKey {
  /** Whether it can be used with this algorithm. */
  canDo: (alg: string) => boolean
  isSafe: boolean
}

/** The algorithm for an asymmetric key: the caller's if the key supports it, or else the key's own. */
export function signatureAlg(field: string, { canDo, isSafe }: AbleKey, said?: string): string {
  const able = asymmetricAlgorithms.filter(canDo)
  if (!able.length) misuse(field, 'a key for RS, PS, ES or Ed25519 signatures')
  if (!isSafe) misuse(field, safeRsa)
  // an RSA key alone determines neither padding nor hash
  const alg = said ?? (able.length > 2 ? '' : able[0]!)
  if (!able.includes(alg)) misuse('alg', `what the key is for: ${able.join(' or ')}`)
  return alg
}
