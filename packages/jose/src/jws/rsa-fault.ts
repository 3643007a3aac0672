import { decode, isCanonical } from './base64url.ts'

/** Why a key must not be used. */
export interface KeyFault {
  code: 'key_invalid' | 'key_too_weak'
  message: string
}

/** Why an RSA key must not be used, and what its owner should pass. */
export interface RsaFault extends KeyFault {
  fix: string
}

/** What is wrong with an RSA key of this modulus and exponent; undefined for a good one. */
export function rsaFault(modulus: bigint | undefined, exponent: bigint | undefined): RsaFault | undefined {
  if (modulus === undefined || exponent === undefined) {
    return { code: 'key_invalid', message: 'the key is malformed', fix: 'a JWK with all its members' }
  }
  const length = modulus.toString(2).length
  if (length < 2048) return weak('the RSA key has fewer than 2048 bits', 'an RSA key of 2048 bits or more')
  if (length > 16_384) return weak('the RSA key has more than 16384 bits', 'an RSA key of 16384 bits or fewer')
  const isOdd = modulus & exponent & 1n
  if (isOdd && exponent > 2n && exponent < 2n ** 31n) return undefined
  return weak(
    'the RSA modulus or exponent is unsafe',
    'an RSA key with an odd modulus, and an odd exponent from 3 to 2^31 - 1',
  )
}

const weak = (message: string, fix: string): RsaFault => ({ code: 'key_too_weak', message, fix })

/** The bytes in a member of a JWK, which is canonical base64url and no longer than any key's; undefined for others. */
export function bytesIn(text: unknown): Uint8Array | undefined {
  return typeof text === 'string' && text.length < 4000 && isCanonical(text) ? decode(text) : undefined
}

/** The big-endian integer in a member of a JWK. */
export function integerIn(text: unknown): bigint | undefined {
  const bytes = bytesIn(text)
  return bytes && integerOf(bytes)
}

/** The big-endian integer in these bytes. */
export function integerOf(bytes: Uint8Array): bigint {
  let digits = '0x0'
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0')
  return BigInt(digits)
}
