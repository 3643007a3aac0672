import type { RequestHeaders } from '../internal/headers.ts'
import { checkObject } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { getJson } from './get-json.ts'
import { acceptKeys, type JsonWebKeySetMembers } from './json-web-key-set.ts'

/** Which keys to get. */
export interface JsonWebKeySetRequest {
  /** The `jwksUri` of the server's metadata. */
  address: string | URL
  /** Additional headers. In a page, a header that isn't CORS-safelisted causes a preflight. */
  headers?: RequestHeaders | undefined
}

/** A server's keys. */
export interface JsonWebKeySet extends SuccessMembers, JsonWebKeySetMembers {}

/** The response to a request for a server's keys: `isError` tells success from failure. */
export type JsonWebKeySetResponse = JsonWebKeySet | Failure

/**
 * Gets the keys that a server signs with (RFC 7517 section 5).
 *
 * Rejects with a `TypeError` for a mistake in the arguments, and with the signal's reason when `options.signal` aborts.
 */
export async function getJsonWebKeySet(
  request: JsonWebKeySetRequest,
  options: RequestOptions = {},
): Promise<JsonWebKeySetResponse> {
  checkObject('request', request)
  const { address, headers } = request
  return getJson(address, headers, options, acceptKeys)
}
