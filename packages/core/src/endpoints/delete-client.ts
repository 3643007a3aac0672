import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import type { ReadClientRequest } from './read-client.ts'

/** The client is no more. */
export interface DeleteClientSuccess extends SuccessMembers {}

/** What the server answered to a wish to be deleted: `isError` tells the two apart. */
export type DeleteClientResponse = DeleteClientSuccess | Failure

/**
 * Deletes a registered client (RFC 7592 section 2.3). Any 2xx answer without an `error` is success.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function deleteClient(
  request: ReadClientRequest,
  options: RequestOptions = {},
): Promise<DeleteClientResponse> {
  return requestJson('DELETE', request, 'registrationAccessToken', options, () => ({}))
}
