import type { RequestHeaders } from '../internal/headers.ts'
import { checkObject } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { getJson } from './get-json.ts'
import { acceptKeys, type JsonWebKeySetMembers } from './json-web-key-set.ts'

/** Where the keys are. */
export interface JsonWebKeySetRequest {
  /** The `jwksUri` of the server's metadata. */
  address: string | URL
  /** Headers to send along. One that is not CORS-safelisted costs a page's request a preflight. */
  headers?: RequestHeaders | undefined
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
  request: JsonWebKeySetRequest,
  options: RequestOptions = {},
): Promise<JsonWebKeySetResponse> {
  checkObject('request', request)
  const { address, headers } = request
  return getJson(address, headers, options, acceptKeys)
}
