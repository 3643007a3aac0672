import type { ClientSettings } from 'grantkit'
import type { Decryption } from '../decryption.ts'
import type { FurtherHeader } from '../internal/signed-header.ts'
import type { SigningKey } from '../signing-key.ts'

/**
 * A set of rules that server and client keep: `fapi2` is the FAPI 2.0 Security Profile, `oauth2.1` the draft of OAuth 2.1.
 */
export type Profile = 'fapi2' | 'oauth2.1'

/** What a client binds: what core's `createClient` takes, with what it signs by, and the rules to keep. */
export interface ProfileClientSettings extends ClientSettings, Pick<Decryption, 'decryptionKeys'> {
  /** The rules that client and server keep; a server that can't is refused. @default none beyond core's own */
  profile?: Profile
  /** The client's private key: for `private_key_jwt`, with the issuer for audience, and for signed requests. */
  key?: SigningKey
  /** What the key signs with. @default what it is for; an RSA JWK must say it here or in itself */
  alg?: string
  /** The name under which the server knows the key. @default the one in the JWK or the external signer */
  kid?: string
  /** Header members beside `alg`, `typ` and `kid`, such as `x5t#S256`, of assertions and signed requests. @default none */
  header?: FurtherHeader
  /**
   * Whether `fetch` shows a certificate (RFC 8705). It then authenticates a client that has no key, and tokens are bound to
   * it where the client has no `dpop`, or the server doesn't know DPoP; `mtlsEndpointAliases` are called where there are some.
   * @default false
   */
  clientCertificate?: boolean
  /** Signs authorization requests with `key` (RFC 9101), as is done anyway for a server that demands it. @default false */
  signedRequests?: boolean
  /** Asks for callbacks that are signed (JARM), and takes no others. @default false */
  signedResponses?: boolean
}
