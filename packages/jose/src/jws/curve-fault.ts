/** Why a key must not be used. */
export interface KeyFault {
  code: 'key_invalid' | 'key_too_weak'
  message: string
}

/** Decodes a member of a JWK. Undefined if it isn't canonical base64url. */
export type BytesIn = (member: unknown) => Uint8Array | undefined

/**
 * What is wrong with an elliptic curve or ML-DSA public key; undefined if it is valid. The point must be on its curve and not of
 * small order. This file is loaded only when it is needed, so it imports nothing that a page has already loaded.
 */
export function curveFault(key: object, bytesIn: BytesIn): KeyFault | undefined {
  const { kty, crv, x, y, alg, pub } = key as Record<string, unknown>
  if (kty === 'AKP') return bytesIn(pub)?.length === publicLengths[`${alg}`] ? undefined : malformed
  if (kty === 'EC') return isOnCurve(crv, x, y, bytesIn) ? undefined : malformed
  const point = bytesIn(x)
  if (point?.length !== 32) return malformed
  // clear the highest bit: it is the sign of the other coordinate (RFC 8032 section 5.1.2), or ignored (RFC 7748 section 5)
  point[31]! &= 0x7f
  const coordinate = integerOf(point.reverse())
  if (coordinate >= prime25519) return malformed
  // X25519 has the same points in other coordinates: y = (u - 1) / (u + 1) (RFC 7748 section 4.1)
  const order = crv === 'X25519' ? smallOrder(coordinate - 1n, coordinate + 1n) : smallOrder(coordinate, 1n)
  return order % prime25519
    ? undefined
    : { code: 'key_too_weak', message: 'the key is a point of small order: anybody could sign for it' }
}

const malformed: KeyFault = { code: 'key_invalid', message: 'the key is malformed' }

const publicLengths: Record<string, number> = { 'ML-DSA-44': 1312, 'ML-DSA-65': 1952, 'ML-DSA-87': 2592 }

const prime25519 = /* @__PURE__ */ BigInt(`0x7${'f'.repeat(61)}ed`)

/**
 * Zero for the points with y = a / b whose order is 1, 2, 4 or 8. The last factor finds those of order 8: their double has
 * order 4.
 */
const smallOrder = (a: bigint, b: bigint): bigint =>
  a * b * (a * a - b * b) * (121665n * a ** 4n - 243332n * a * a * b * b + 121666n * b ** 4n)

/** The prime and b of y² = x³ - 3x + b (FIPS 186-4 appendix D.1.2). b is encoded like the coordinates of a JWK. */
function curveOf(name: unknown): [prime: bigint, b: string] | undefined {
  if (name === 'P-256') {
    return [2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n, 'WsY12Ko6k-ez671VdpiGvGUdBrDMU7D2O848PifSYEs']
  }
  if (name === 'P-384') {
    return [
      2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      'szEvp-I-5-SYjgVr4_gtGRgdnG7-gUESAxQIj1ATh1rGVjmNii7RnSqFyO3T7Crv',
    ]
  }
  if (name !== 'P-521') return undefined
  return [2n ** 521n - 1n, 'AFGVPrlhjhyaH5KaIaC2hUDuotpyW5mzFfO4tImRjvEJ4VYZOVHsfpN7FlLAvTuxvwc1c9-IPSw08e9FH9RrUD8A']
}

function isOnCurve(name: unknown, xText: unknown, yText: unknown, bytesIn: BytesIn): boolean {
  const [prime, bText] = curveOf(name) ?? []
  const coefficient = bytesIn(bText)
  const point = [bytesIn(xText), bytesIn(yText)]
  if (!prime || !coefficient || point.some((bytes) => bytes?.length !== coefficient.length)) return false
  const [x, y, b] = [...point, coefficient].map((bytes) => integerOf(bytes!)) as [bigint, bigint, bigint]
  return x < prime && y < prime && (y * y - x ** 3n + 3n * x - b) % prime === 0n
}

/** The big-endian integer in these bytes. */
function integerOf(bytes: Uint8Array): bigint {
  let digits = '0x0'
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0')
  return BigInt(digits)
}
