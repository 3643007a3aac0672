import { misuse } from 'grantkit/internal/misuse'
import type { ExternalSigner } from '../signing-key.ts'

/** The signature of an external signer, in JOSE format (RFC 7518 section 3). */
export async function externalSign(
  field: string,
  signer: ExternalSigner,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const signature = await signer.sign(bytes)
  const length = lengths[signer.alg] ?? (signer.alg[0] === 'E' ? 64 : '')
  if (!ArrayBuffer.isView(signature) || signature.byteLength !== (length || signature.byteLength || 1)) {
    misuse(`${field}.sign`, `what resolves to ${length || 'the'} bytes of a JOSE signature, not DER`)
  }
  return signature
}

// elliptic curve signatures: in DER they would have another length
const lengths: Record<string, number> = { ES384: 96, ES512: 132 }
