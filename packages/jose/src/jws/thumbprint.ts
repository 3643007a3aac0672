import { sha256 } from 'grantkit/internal'

/** The SHA-256 thumbprint of a public key (RFC 7638 section 3): the hash of what makes it, its names in alphabetical order. */
export function thumbprintOf(jwk: object): Promise<string> {
  const { alg, crv, e, kty, n, pub, x, y } = jwk as Record<string, unknown>
  const required =
    kty === 'EC'
      ? { crv, kty, x, y }
      : kty === 'OKP'
        ? { crv, kty, x }
        : kty === 'RSA'
          ? { e, kty, n }
          : { alg, kty, pub }
  return sha256(JSON.stringify(required))
}
