import type { AddressedRequest } from '../internal/call-to.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import { toJson } from '../internal/to-json.ts'
import { acceptClient, type ClientInformationResponse, type ClientMetadata } from './client-information.ts'

/** A registered client and its new metadata. `address` is its `registrationClientUri`. */
export interface UpdateClientRequest extends AddressedRequest {
  registrationAccessToken: string
  /** The complete metadata, including `client_id`: the server deletes what is left out. Start from the result of `readClient`. */
  metadata: ClientMetadata
}

/**
 * Replaces a client's metadata (RFC 7592 section 2.2). If the response contains another secret, `registrationAccessToken` or
 * `registrationClientUri`, use the new one from then on.
 *
 * Resolves and rejects as `registerClient` does.
 *
 * @example
 * ```ts
 * const address = 'https://demo.example/register/client'
 * const client = await readClient({ address, registrationAccessToken: 'token' })
 * if (client.isError) throw new Error(client.error)
 * const { registrationAccessToken = 'token', metadata } = client
 * await updateClient({ address, registrationAccessToken, metadata: { ...metadata, client_name: 'Another' } })
 * ```
 */
export async function updateClient(
  request: UpdateClientRequest,
  options: RequestOptions = {},
): Promise<ClientInformationResponse> {
  const metadata = request?.metadata as { client_id?: string } | undefined
  if (!metadata?.client_id) misuse('metadata', 'all of the metadata, client_id included')
  return requestJson('PUT', request, 'registrationAccessToken', options, acceptClient, toJson('metadata', metadata))
}
