import { base64Url, binaryFrom } from './base64.ts'
import { webCrypto } from './web-crypto.ts'

/** The SHA-256 hash of a text's UTF-8 bytes, as base64url. */
export async function sha256(text: string): Promise<string> {
  const hash = await webCrypto().digest('SHA-256', new TextEncoder().encode(text))
  return base64Url(binaryFrom(new Uint8Array(hash)))
}
