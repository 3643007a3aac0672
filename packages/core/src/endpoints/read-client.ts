import type { AddressedRequest } from '../internal/call-to.ts'
import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import { acceptClient, type ClientInformationResponse } from './client-information.ts'

/** A registered client; `address` is its `registrationClientUri`. */
export interface ReadClientRequest extends AddressedRequest {
  registrationAccessToken: string
}

/**
 * Reads what the server knows of a client (RFC 7592 section 2.1). The answer may bring another secret,
 * `registrationAccessToken` or `registrationClientUri`: from then on these count.
 *
 * Resolves and rejects as `registerClient` does.
 */
export async function readClient(
  request: ReadClientRequest,
  options: RequestOptions = {},
): Promise<ClientInformationResponse> {
  return requestJson('GET', request, 'registrationAccessToken', options, acceptClient)
}
