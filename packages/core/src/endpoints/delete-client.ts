import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import type { ReadClientRequest } from './read-client.ts'

/** The client was deleted. */
export interface DeleteClientSuccess extends SuccessMembers {}

/** The response to a deletion: `isError` tells success from failure. */
export type DeleteClientResponse = DeleteClientSuccess | Failure

/**
 * Deletes a registered client (RFC 7592 section 2.3). Any 2xx response without an `error` is a success.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function deleteClient(
  request: ReadClientRequest,
  options: RequestOptions = {},
): Promise<DeleteClientResponse> {
  return requestJson('DELETE', request, 'registrationAccessToken', options, () => ({}))
}
