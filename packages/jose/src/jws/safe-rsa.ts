/** The requirements on an RSA key, for messages. With other keys, others could forge signatures (RFC 7518 section 3.3). */
export const safeRsa = 'an RSA key of 2048 to 16384 bits with odd n, and odd e above 1'

/** Whether an RSA key meets these requirements. The exponent may be at most 2^31 - 1. */
export function isSafeRsa(bits: number | undefined, exponent: Uint8Array): boolean {
  let e = 0
  for (const byte of exponent) e = e * 256 + byte
  return bits! >= 2048 && bits! <= 16_384 && e % 2 > 0 && e > 2 && e < 2 ** 31
}
