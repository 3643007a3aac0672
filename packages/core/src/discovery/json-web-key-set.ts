import type { Accept } from '../internal/read.ts'

/** A key as the server wrote it (RFC 7517 section 4), to be given to WebCrypto or a JOSE library as it is. */
export interface PublicKey {
  kty: string
  kid?: string
  use?: string
  key_ops?: string[]
  alg?: string
  [member: string]: unknown
}

export interface JsonWebKeySetMembers {
  /** The keys. What is no object with a `kty` is left out, with the quirk `key-malformed` (RFC 7517 section 5). */
  keys: PublicKey[]
}

/** The keys in an answer. One that is malformed mustn't lock out those who need another. */
export const acceptKeys: Accept<JsonWebKeySetMembers> = (json, quirks) => {
  const all = json?.keys
  if (!Array.isArray(all)) return json && 'keys is no array'
  const keys = all.filter((key) => typeof key?.kty === 'string')
  if (keys.length < all.length) quirks.push('key-malformed')
  return { keys }
}
