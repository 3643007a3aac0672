import { instantIn, isAbsent, textMembers } from '../internal/members.ts'
import { present } from '../internal/present.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/**
 * What a client says of itself, under the names of RFC 7591 section 2 and its registry, such as `redirect_uris`,
 * `client_name` or `client_name#fr`. They stay as on the wire, and any object will do: the registry is open, servers have
 * members of their own, and what was read back must go out again unchanged when a client is updated.
 */
export type ClientMetadata = object

/** What the server knows of a client (RFC 7591 section 3.2.1). */
export interface ClientInformationMembers {
  clientId: string
  clientSecret?: string
  /** In epoch milliseconds; absent if the secret doesn't expire, or the server didn't say (`client_secret_expires_at-missing`). */
  clientSecretExpiresAt?: number
  /** In epoch milliseconds. */
  clientIdIssuedAt?: number
  /** For `readClient`, `updateClient` and `deleteClient`. A server may send another each time: the last one counts. */
  registrationAccessToken?: string
  /** The `address` for these three. It may change, too. */
  registrationClientUri?: string
  /** All that the server registered, as `updateClient` takes it: `client_id` and `client_secret`, not what is above besides. */
  metadata: Record<string, unknown>
}

export interface ClientInformationSuccess extends SuccessMembers, ClientInformationMembers {}

/** What the server answered about a client: `isError` tells the two apart. */
export type ClientInformationResponse = ClientInformationSuccess | Failure

/** The client in an answer. */
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
  // many servers leave it out; the secret is told only once, so a refusal would lose it
  if (members.clientSecret && isAbsent(client_secret_expires_at)) quirks.push('client_secret_expires_at-missing')
  return {
    ...members,
    ...present({
      clientSecretExpiresAt: instantIn(json!, 'client_secret_expires_at', quirks) || undefined,
      clientIdIssuedAt: instantIn(json!, 'client_id_issued_at', quirks),
    }),
    metadata,
  }
}
