import { webCrypto } from 'grantkit/internal/web-crypto'
import { JoseError } from '../jose-error.ts'
import { signatureAlgorithm } from './algorithms.ts'
import { decode } from './base64url.ts'

/** Verifies a compact JWS whose parts are canonical base64url (RFC 7515 section 5.2), and returns its payload in base64url. */
export async function verifyJws(token: string, alg: string, key: CryptoKey): Promise<string> {
  const end = token.lastIndexOf('.')
  const signed = new TextEncoder().encode(token.slice(0, end))
  let isGood = false
  try {
    isGood = await webCrypto().verify(signatureAlgorithm(alg), key, decode(token.slice(end + 1)), signed)
  } catch {}
  if (!isGood) throw new JoseError('signature_invalid', "its signature is not this key's")
  return token.slice(token.indexOf('.') + 1, end)
}
