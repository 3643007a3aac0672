import { base64Url } from './base64.ts'
import { webCrypto } from './web-crypto.ts'

/** The SHA-256 hash of a text's UTF-8 bytes, as base64url. */
export async function sha256(text: string): Promise<string> {
  return base64Url(new Uint8Array(await webCrypto().digest('SHA-256', new TextEncoder().encode(text))))
}
