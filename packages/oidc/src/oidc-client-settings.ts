import type { DPoP } from '@grantkit/jose'
import type { ClientAuthentication, DiscoveryCache, DiscoveryMembers } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
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

/** Refuses settings that would make a login fail late. */
export function checkSettings(settings: OidcClientSettings): void {
  checkObject('settings', settings)
  const { issuer, clientId, redirectUri, metadata, client, responseMode, loginTtlMs = 1, pushedRequests } = settings
  const { basePath = '/' } = settings
  if (typeof issuer !== 'string' || !/^https?:\/\/./.test(issuer))
    misuse('issuer', "the issuer's URL, exactly as the server names it")
  if (typeof clientId !== 'string' || !clientId) misuse('clientId', 'a non-empty string')
  if (!isRedirectUri(redirectUri)) {
    misuse('redirectUri', "an absolute URL without a fragment: https:, http: on loopback, or an app's own scheme")
  }
  if (metadata && (metadata.issuer ?? issuer) !== issuer) misuse('metadata.issuer', 'the same as `issuer`')
  if (!client && /(^|\.)jwt$/.test(`${responseMode}`))
    misuse('client', "jose's createClient, which reads signed responses")
  // Infinity and text would not survive the record
  if (!(Number.isFinite(loginTtlMs) && loginTtlMs > 0)) misuse('loginTtlMs', 'milliseconds above 0')
  // what is no path would be where a refused returnTo leads
  if (!/^\/(?!\/)[^\s\\?#]*$/.test(basePath)) misuse('basePath', 'a path, such as "/app"')
  if (!/^(when-required|always|never|undefined)$/.test(`${pushedRequests}`)) {
    misuse('pushedRequests', '"when-required", "always" or "never"')
  }
}

function isRedirectUri(uri: unknown): boolean {
  try {
    const { protocol, hostname, hash } = new URL(uri as string)
    if (hash || /#$/.test(uri as string)) return false
    if (protocol === 'http:') return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1])$/.test(hostname)
    return !/^(javascript|data|blob|file|about|vbscript|filesystem|wss?|ftp):$/.test(protocol)
  } catch {
    return false
  }
}
