import type { RequestHeaders } from '../internal/headers.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { getJson } from './get-json.ts'

/** Where the keys are. */
export interface JsonWebKeySetRequest {
  /** The `jwksUri` of the server's metadata. */
  address: string | URL
  /** Headers to send along. One that is not CORS-safelisted costs a page's request a preflight. */
  headers?: RequestHeaders
}

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

/** A server's keys. */
export interface JsonWebKeySet extends SuccessMembers, JsonWebKeySetMembers {}

/** What the search for a server's keys found: `isError` tells the two apart. */
export type JsonWebKeySetResponse = JsonWebKeySet | Failure

/**
 * Gets the keys that a server signs with (RFC 7517 section 5).
 *
 * Rejects with a `TypeError` for a mistake in the arguments, and with the signal's reason when `options.signal` aborts.
 */
export async function getJsonWebKeySet(
  { address, headers }: JsonWebKeySetRequest,
  options: RequestOptions = {},
): Promise<JsonWebKeySetResponse> {
  return getJson(address, headers, options, acceptKeys)
}

/** The keys in an answer. One that is malformed mustn't lock out those who need another. */
export const acceptKeys: Accept<JsonWebKeySetMembers> = (json, quirks) => {
  const all = json?.keys
  if (!Array.isArray(all)) return json && 'keys is no array'
  const keys = all.filter((key) => typeof key?.kty === 'string')
  if (keys.length < all.length) quirks.push('key-malformed')
  return { keys }
}
