import { base64Url, binaryFrom } from 'grantkit/internal/base64'
import { webCrypto } from 'grantkit/internal/web-crypto'

/**
 * The value of `at_hash`, `c_hash` or `s_hash` for a text: the left half of its hash, by the hash function of the signature
 * algorithm (OpenID Connect Core section 3.1.3.6). Ed25519 uses SHA-512 (RFC 8032 section 5.1), ML-DSA uses SHAKE256.
 */
export async function tokenHash(text: string, alg: string): Promise<string> {
  const hash = await webCrypto().digest(hashFor(alg), new TextEncoder().encode(text))
  return base64Url(binaryFrom(new Uint8Array(hash, 0, hash.byteLength / 2)))
}

function hashFor(alg: string): AlgorithmIdentifier {
  if (/^ML/.test(alg)) return { name: 'cSHAKE256', length: 512, outputLength: 512 } as AlgorithmIdentifier
  return `SHA-${/^Ed/.test(alg) ? '512' : alg.slice(-3)}`
}
