import { misuse } from 'grantkit/internal'
import { base64url } from 'jose'
import type { ExternalSigner } from '../signing-key.ts'

/** A compact JWS (RFC 7515 section 7.1) whose signature comes from outside. */
export async function externalSign(
  field: string,
  signer: ExternalSigner,
  header: object,
  claims: object,
): Promise<string> {
  const input = `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}`
  const signature = await signer.sign(new TextEncoder().encode(input))
  if (!(ArrayBuffer.isView(signature) && signature.byteLength)) misuse(`${field}.sign`, 'what resolves to a Uint8Array')
  const length = lengths[signer.alg]
  if (length && signature.byteLength !== length) {
    misuse(`${field}.sign`, `what resolves to the ${length} bytes of a signature in the form of JOSE, not in DER`)
  }
  return `${input}.${base64url.encode(signature)}`
}

const lengths: Record<string, number> = { ES256: 64, ES384: 96, ES512: 132, EdDSA: 64, Ed25519: 64 }
