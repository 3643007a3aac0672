import type { ClientSettings } from 'grantkit'
import type { Decryption } from '../decryption.ts'
import type { FurtherHeader } from '../internal/signed-header.ts'
import type { SigningKey } from '../signing-key.ts'

/**
 * A set of rules for server and client: `fapi2` is the FAPI 2.0 Security Profile, `oauth2.1` the draft of OAuth 2.1.
 */
export type Profile = 'fapi2' | 'oauth2.1'

/** The settings of core's `createClient`, with the client's key and the profile. */
export interface ProfileClientSettings extends ClientSettings, Pick<Decryption, 'decryptionKeys'> {
  /** The profile that client and server follow. A server that can't follow it is refused. @default none: only core's own rules */
  profile?: Profile
  /** The client's private key: for `private_key_jwt`, with the issuer as the audience, and for signed requests. */
  key?: SigningKey
  /** The signature algorithm. @default the key's; required for an RSA JWK without `alg` */
  alg?: string
  /** The key's ID at the server. @default the one in the JWK or the external signer */
  kid?: string
  /** Further header members of assertions and signed requests, such as `x5t#S256`. @default none */
  header?: FurtherHeader
  /**
   * Whether `fetch` uses a client certificate (RFC 8705). It authenticates a client that has no key, and tokens are bound to
   * it if the client has no `dpop` or the server doesn't support DPoP. `mtlsEndpointAliases` are called if there are any.
   * @default false
   */
  clientCertificate?: boolean
  /** Signs authorization requests with `key` (RFC 9101) even if the server doesn't require it. @default false */
  signedRequests?: boolean
  /** Requests signed callbacks (JARM), and accepts no others. @default false */
  signedResponses?: boolean
}
