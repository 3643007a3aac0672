import type { Accept } from '../internal/read.ts'

/** A key as the server sent it (RFC 7517 section 4). Pass it unchanged to WebCrypto or a JOSE library. */
export interface PublicKey {
  kty: string
  kid?: string
  use?: string
  key_ops?: string[]
  alg?: string
  [member: string]: unknown
}

export interface JsonWebKeySetMembers {
  /** The keys. Items that are not objects with a `kty` are left out, with the quirk `key-malformed` (RFC 7517 section 5). */
  keys: PublicKey[]
}

/** Reads the keys of a response. Skips malformed keys, so that the others can still be used. */
export const acceptKeys: Accept<JsonWebKeySetMembers> = (json, quirks) => {
  const all = json?.keys
  if (!Array.isArray(all)) return json && 'keys is no array'
  const keys = all.filter((key) => typeof key?.kty === 'string')
  if (keys.length < all.length) quirks.push('key-malformed')
  return { keys }
}
