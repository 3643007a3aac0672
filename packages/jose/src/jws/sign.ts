import { webCrypto } from 'grantkit/internal'
import { webCryptoAlgorithm } from './algorithms.ts'
import { encode } from './base64url.ts'

/** Signs bytes. */
export type Sign = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>

/** A compact JWS (RFC 7515 section 7.1) of claims. */
export async function compactJws(header: object, claims: object, sign: Sign): Promise<string> {
  const input = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`
  return `${input}.${encode(await sign(new TextEncoder().encode(input)))}`
}

/** Signs with WebCrypto. */
export async function signBytes(alg: string, key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await webCrypto().sign(webCryptoAlgorithm(alg), key, bytes))
}
