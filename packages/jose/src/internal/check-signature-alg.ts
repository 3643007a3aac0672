import { misuse } from 'grantkit/internal'

/** Refuses what is no asymmetric signature's name (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864). */
export function checkSignatureAlg(field: string, alg: string): void {
  if (!/^([RPE]S(256|384|512)|EdDSA|Ed25519|ML-DSA-(44|65|87))$/.test(alg)) {
    misuse(field, 'such as "ES256", "PS256" or "EdDSA"')
  }
}
