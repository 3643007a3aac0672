import type { AddressedRequest } from '../internal/call-to.ts'
import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import { toJson } from '../internal/to-json.ts'
import { acceptClient, type ClientInformationResponse, type ClientMetadata } from './client-information.ts'

/** A client to register. */
export interface RegisterClientRequest extends AddressedRequest {
  metadata: ClientMetadata
  /** The initial access token, if the server requires one. */
  initialAccessToken?: string | undefined
}

/**
 * Registers a client (RFC 7591 section 3.1, OpenID Connect Dynamic Client Registration section 3.1). Keep the response's
 * `registrationAccessToken` and `registrationClientUri`: you need them to read, update or delete the client.
 *
 * Resolves and rejects as `requestToken` does. A response without a `client_id` is a failure with the code
 * `invalid_response`.
 */
export async function registerClient(
  request: RegisterClientRequest,
  options: RequestOptions = {},
): Promise<ClientInformationResponse> {
  const { metadata, initialAccessToken } = request ?? {}
  const field = initialAccessToken === undefined ? undefined : 'initialAccessToken'
  return requestJson('POST', request, field, options, acceptClient, toJson('metadata', metadata))
}
