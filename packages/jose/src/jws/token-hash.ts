import { base64Url } from 'grantkit/internal/base64'
import { webCrypto } from 'grantkit/internal/web-crypto'

/**
 * The left half of a text's hash, by the hash of this signature algorithm: what `at_hash` and its kin hold
 * (OpenID Connect Core section 3.1.3.6). Ed25519 has SHA-512 (RFC 8032 section 5.1), ML-DSA SHAKE256.
 */
export async function tokenHash(text: string, alg: string): Promise<string> {
  const hash = await webCrypto().digest(hashFor(alg), new TextEncoder().encode(text))
  return base64Url(new Uint8Array(hash, 0, hash.byteLength / 2))
}

function hashFor(alg: string): AlgorithmIdentifier {
  if (/^ML/.test(alg)) return { name: 'cSHAKE256', length: 512, outputLength: 512 } as AlgorithmIdentifier
  return `SHA-${/^Ed/.test(alg) ? '512' : alg.slice(-3)}`
}
