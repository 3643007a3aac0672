import { misuse } from 'grantkit/internal/misuse'
import { asymmetricAlgorithms } from '../jws/algorithms.ts'
import { safeRsa } from '../jws/safe-rsa.ts'

/** Refuses what is no asymmetric signature's name. */
export function checkSignatureAlg(field: string, alg: string): void {
  if (!asymmetricAlgorithms.includes(alg)) misuse(field, 'such as "ES256", "PS256" or "EdDSA"')
}

/** A key, as far as the choice of its algorithm goes. */
export interface AbleKey {
  /** Whether it can be used with this algorithm. */
  canDo: (alg: string) => boolean
  isSafe: boolean
}

/** The algorithm that an asymmetric key is for: what the caller says if the key can do it, else what the key says. */
export function signatureAlg(field: string, { canDo, isSafe }: AbleKey, said?: string): string {
  const able = asymmetricAlgorithms.filter(canDo)
  if (!able.length) misuse(field, 'a key for RS, PS, ES or Ed25519 signatures')
  if (!isSafe) misuse(field, safeRsa)
  // an RSA key alone says neither the padding nor the hash
  const alg = said ?? (able.length > 2 ? '' : able[0]!)
  if (!able.includes(alg)) misuse('alg', `what the key is for: ${able.join(' or ')}`)
  return alg
}
