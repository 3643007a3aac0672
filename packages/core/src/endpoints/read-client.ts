import type { AddressedRequest } from '../internal/call-to.ts'
import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import { acceptClient, type ClientInformationResponse } from './client-information.ts'

/** A registered client. `address` is its `registrationClientUri`. */
export interface ReadClientRequest extends AddressedRequest {
  registrationAccessToken: string
}

/**
 * Reads a client's registration (RFC 7592 section 2.1). If the response contains another secret, `registrationAccessToken` or
 * `registrationClientUri`, use the new one from then on.
 *
 * Resolves and rejects as `registerClient` does.
 */
export async function readClient(
  request: ReadClientRequest,
  options: RequestOptions = {},
): Promise<ClientInformationResponse> {
  return requestJson('GET', request, 'registrationAccessToken', options, acceptClient)
}
