import { binaryOf } from 'grantkit/internal/base64'

/** The claims of an ID token, not validated. Throws if they can't be read. */
export function claimsIn(idToken: string): Record<string, unknown> {
  const [, payload = ''] = idToken.split('.')
  const bytes = Uint8Array.from(binaryOf(payload), (byte) => byte.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes))
}
