import { misuse } from 'grantkit/internal'
import type { ExternalSigner } from '../signing-key.ts'

/** A signature from outside, in the form of JOSE (RFC 7518 section 3). */
export async function externalSign(
  field: string,
  signer: ExternalSigner,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const signature = await signer.sign(bytes)
  if (!(ArrayBuffer.isView(signature) && signature.byteLength)) misuse(`${field}.sign`, 'what resolves to a Uint8Array')
  const length = lengths[signer.alg]
  if (length && signature.byteLength !== length) {
    misuse(`${field}.sign`, `what resolves to the ${length} bytes of a signature in the form of JOSE, not in DER`)
  }
  return signature
}

const lengths: Record<string, number> = {
  ES256: 64,
  ES384: 96,
  ES512: 132,
  EdDSA: 64,
  Ed25519: 64,
  'ML-DSA-44': 2420,
  'ML-DSA-65': 3309,
  'ML-DSA-87': 4627,
}
