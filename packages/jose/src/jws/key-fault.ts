import { bytesIn, integerIn, integerOf, type KeyFault, rsaFault } from './rsa-fault.ts'

/**
 * What is wrong with a public key that others could sign for; undefined for a good one. Runtimes differ in what they
 * refuse, so this doesn't rely on them: RSA from 2048 to 16384 bits with an odd exponent from 3 to 2^31 - 1, points on
 * their curve, none of small order, each written in its one form (RFC 7518 sections 3.3 and 6, RFC 8032 section 5.1).
 */
export function keyFault(key: object): KeyFault | undefined {
  const { kty, crv, x, y, n, e, alg, pub } = key as Record<string, unknown>
  if (kty === 'RSA') return rsaFault(integerIn(n), integerIn(e))
  if (kty === 'AKP') return bytesIn(pub)?.length === publicLengths[`${alg}`] ? undefined : malformed
  if (kty === 'EC') return isOnCurve(`${crv}`, x, y) ? undefined : malformed
  const point = bytesIn(x)
  if (point?.length !== 32) return malformed
  // the highest bit is the sign of the other coordinate (RFC 8032 section 5.1.2), or ignored (RFC 7748 section 5)
  point[31]! &= 0x7f
  const coordinate = integerOf(point.reverse())
  if (coordinate >= prime25519) return malformed
  const order = crv === 'X25519' ? montgomery(coordinate) : edwards(coordinate)
  return order % prime25519
    ? undefined
    : { code: 'key_too_weak', message: 'the key is a point of small order: anybody could sign for it' }
}

const malformed: KeyFault = { code: 'key_invalid', message: 'the key is malformed' }

const publicLengths: Record<string, number> = { 'ML-DSA-44': 1312, 'ML-DSA-65': 1952, 'ML-DSA-87': 2592 }

const prime25519 = /* @__PURE__ */ BigInt(`0x7${'f'.repeat(61)}ed`)

// Zero for points whose order is 1, 2, 4 or 8. Those of order 8 have a double of order 4, which gives the last factor.
const edwards = (y: bigint): bigint => y * (y * y - 1n) * (121665n * y ** 4n - 243332n * y * y + 121666n)
const montgomery = (u: bigint): bigint => u * (u * u - 1n) * (u ** 4n - 4n * u ** 3n - 1946650n * u * u - 4n * u + 1n)

/** Bytes of a coordinate, the prime and b of y² = x³ - 3x + b (FIPS 186-4 appendix D.1.2). */
function curveOf(name: string): [length: number, prime: bigint, b: string] | undefined {
  if (name === 'P-256') {
    return [
      32,
      2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
    ]
  }
  if (name === 'P-384') {
    return [
      48,
      2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
    ]
  }
  if (name !== 'P-521') return undefined
  return [
    66,
    2n ** 521n - 1n,
    '51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
  ]
}

function isOnCurve(name: string, xText: unknown, yText: unknown): boolean {
  const curve = curveOf(name)
  const [xBytes, yBytes] = [bytesIn(xText), bytesIn(yText)]
  if (!curve || xBytes?.length !== curve[0] || yBytes?.length !== curve[0]) return false
  const [, prime, b] = curve
  const [x, y] = [integerOf(xBytes), integerOf(yBytes)]
  return x < prime && y < prime && (y * y - x ** 3n + 3n * x - BigInt(`0x${b}`)) % prime === 0n
}
