import { instantIn, isAbsent, textMembers } from '../internal/members.ts'
import { present } from '../internal/present.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/**
 * A client's metadata, under the names of RFC 7591 section 2 and its registry, such as `redirect_uris`, `client_name` or
 * `client_name#fr`. Any object is accepted, and names aren't converted to camelCase: the registry is open, servers have
 * non-standard members, and an update must send back unchanged what was read.
 */
export type ClientMetadata = object

/** A client as the server has registered it (RFC 7591 section 3.2.1). */
export interface ClientInformationMembers {
  clientId: string
  clientSecret?: string
  /** In epoch milliseconds. Absent if the secret doesn't expire, or if the response doesn't say (`client_secret_expires_at-missing`). */
  clientSecretExpiresAt?: number
  /** In epoch milliseconds. */
  clientIdIssuedAt?: number
  /** For `readClient`, `updateClient` and `deleteClient`. Each response may contain a new one: use the latest. */
  registrationAccessToken?: string
  /** The `address` for these three functions. It may change, too. */
  registrationClientUri?: string
  /** All registered metadata with `client_id` and `client_secret`, in the form that `updateClient` takes. */
  metadata: Record<string, unknown>
}

export interface ClientInformationSuccess extends SuccessMembers, ClientInformationMembers {}

/** The response to a request about a client: `isError` tells success from failure. */
export type ClientInformationResponse = ClientInformationSuccess | Failure

/** Reads the client in a response. */
export const acceptClient: Accept<ClientInformationMembers> = (json, quirks) => {
  const members = textMembers<
    Omit<ClientInformationMembers, 'clientSecretExpiresAt' | 'clientIdIssuedAt' | 'metadata'>
  >(json, quirks, ['client_id'], ['client_secret', 'registration_access_token', 'registration_client_uri'])
  if (typeof members !== 'object') return members
  const {
    client_secret_expires_at,
    client_id_issued_at,
    registration_access_token,
    registration_client_uri,
    ...metadata
  } = json!
  // many servers leave it out, and the secret is sent only once: a failure would lose it
  if (members.clientSecret && isAbsent(client_secret_expires_at)) quirks.push('client_secret_expires_at-missing')
  return present<ClientInformationMembers>({
    ...members,
    clientSecretExpiresAt: instantIn(json!, 'client_secret_expires_at', quirks) || undefined,
    clientIdIssuedAt: instantIn(json!, 'client_id_issued_at', quirks),
    metadata,
  } as Required<ClientInformationMembers>)
}
