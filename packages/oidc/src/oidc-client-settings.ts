import type { DPoP } from '@grantkit/jose'
import type { ClientAuthentication, DiscoveryCache, DiscoveryMembers } from 'grantkit'
import type { IdTokenCheck, IdTokenSettings } from './id-token/id-token-check.ts'
import type { LoginClient } from './login-client.ts'

/** One client of one issuer. */
export interface OidcClientSettings
  extends IdTokenSettings,
    Pick<ClientAuthentication, 'clientAssertion' | 'clientCredentialStyle'> {
  /** The absolute URL that the user returns to: `https:`, `http:` on loopback, or the scheme of an app. */
  redirectUri: string
  /** The server's metadata. @default discovered when first needed */
  metadata?: Partial<DiscoveryMembers> | undefined
  /** A shared metadata cache. @default a cache of its own */
  discovery?: DiscoveryCache | undefined
  /**
   * The client that sends the requests: jose's `createClient` for JAR, JARM and FAPI 2.0. It then has its own authentication and
   * DPoP signer.
   * @default functions of core
   */
  client?: LoginClient | undefined
  /** The requested scope; without `openid` there is no ID token. @default 'openid' */
  scope?: string | readonly string[] | undefined
  /** The API or APIs that the token is for (RFC 8707). @default none */
  resource?: string | readonly string[] | undefined
  /** The DPoP signer. Tokens are bound to its key, and the code too (`dpop_jkt`). @default none */
  dpop?: DPoP | undefined
  /** When to use pushed authorization requests (RFC 9126). @default 'when-required' */
  pushedRequests?: 'when-required' | 'always' | 'never' | undefined
  /** How the response is returned, such as `form_post`. @default the server's default */
  responseMode?: string | undefined
  /** How long a login may take, in milliseconds. @default 3600000, an hour */
  loginTtlMs?: number | undefined
  /** Whether to call the userinfo endpoint after a login. Its `sub` must be that of the ID token. @default false */
  userInfo?: boolean | undefined
  /** The part of the origin that `returnTo` may point to. @default '/' */
  basePath?: string | undefined
  /** Loads the module that validates ID tokens, for bundlers that need their own import. @default import('@grantkit/oidc/check-id-token') */
  loadValidation?: (() => Promise<IdTokenCheck>) | undefined
}
