import { decode, isCanonical } from './base64url.ts'

/** Why an RSA key must not be used: below 2048 bits, above 16384, or an even modulus or unsafe exponent. */
export type RsaFault = 'malformed' | 'short' | 'long' | 'unsafe'

/** What is wrong with an RSA key; undefined for a good one, whose exponent is odd and from 3 to 2^31 - 1. */
export function rsaFault(bits: number, isOdd: boolean, exponent: Uint8Array): RsaFault | undefined {
  if (bits < 2048) return 'short'
  if (bits > 16_384) return 'long'
  let e = 0
  for (const byte of exponent) e = e * 256 + byte
  return isOdd && e & 1 && e > 2 && e < 2 ** 31 ? undefined : 'unsafe'
}

/** What is wrong with an RSA key in a JWK; undefined for a good one. */
export function rsaJwkFault({ n, e }: { n?: unknown; e?: unknown }): RsaFault | undefined {
  const modulus = bytesIn(n)
  const exponent = bytesIn(e)
  if (!modulus || !exponent) return 'malformed'
  let bits = 0
  // some servers write zeros in front
  for (const byte of modulus) bits = bits ? bits + 8 : 32 - Math.clz32(byte)
  return rsaFault(bits, modulus.at(-1)! % 2 === 1, exponent)
}

/** The bytes in a member of a JWK, which is canonical base64url and no longer than any key's; undefined for others. */
export function bytesIn(text: unknown): Uint8Array | undefined {
  return typeof text === 'string' && text.length < 4000 && isCanonical(text) ? decode(text) : undefined
}
