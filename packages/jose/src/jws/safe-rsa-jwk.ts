import { decode } from './base64url.ts'
import { isSafeRsa } from './safe-rsa.ts'

/** Whether the RSA key in a JWK is safe. Throws if its members aren't base64url. */
export function isSafeRsaJwk({ n, e }: { n?: unknown; e?: unknown }): boolean {
  let bits = 0
  let last = 0
  for (const byte of decode(`${n}`)) {
    // some servers write leading zeros, which don't count
    bits = bits ? bits + 8 : 32 - Math.clz32(byte)
    last = byte
  }
  return last % 2 > 0 && isSafeRsa(bits, decode(`${e}`))
}
