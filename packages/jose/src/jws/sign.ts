import { encode } from './base64url.ts'

/** Returns the signature of bytes. */
export type Sign = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>

/** A compact JWS (RFC 7515 section 7.1) of claims. */
export async function compactJws(header: object, claims: object, sign: Sign): Promise<string> {
  const input = [header, claims].map((part) => encode(JSON.stringify(part))).join('.')
  return `${input}.${encode(await sign(new TextEncoder().encode(input)))}`
}
