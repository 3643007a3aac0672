import type { IdTokenClaims } from '@grantkit/jose'
import type {
  AccessToken,
  GetAccessTokenOptions,
  TokenFetch,
  TokenFetchOptions,
  TokenSource,
  TokenTarget,
  UserTokens,
} from '@grantkit/tokens'
import { createTokenFetch } from '@grantkit/tokens/token-fetch'
import type { Json } from '../login/login-transaction.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { WebSessionData } from './session-data.ts'

/** How a session's calls are sent: the options of `createTokenFetch`, and the token's API and scope. */
export interface SessionFetchOptions extends Omit<TokenFetchOptions, 'origins'> {
  /** The token's API or scope. @default `scope` and `resource` of the client */
  target?: TokenTarget
}

/** The session of a signed-in user. Its tokens stay on the server. */
export interface WebSession extends TokenSource {
  /** The claims of the validated ID token; undefined if the scope has no `openid`. */
  readonly user: IdTokenClaims | undefined
  /** The userinfo response at the login, with the client's setting `userInfo`. */
  readonly userInfo: Readonly<Record<string, unknown>> | undefined
  /** The `data` of `signIn`. */
  readonly data: Json | undefined
  /** The granted scope, if it is known. */
  readonly scope: string | undefined
  /** When the user signed in, in epoch milliseconds. */
  readonly startedAt: number
  /** When the session ends at the latest, in epoch milliseconds. */
  readonly expiresAt: number
  /** The id of the session. It is no secret: it can't be used to restore the session. */
  sessionId(): string | undefined
  /**
   * A valid token. All requests of the session share one refresh, in all processes that share the store.
   *
   * Rejects with a `TokenSourceError`: `session_ended` means that the user has to sign in again.
   */
  getAccessToken(options?: GetAccessTokenOptions): Promise<AccessToken>
  /** Tokens for another API, or with another scope, from the same session. */
  forResource(target: TokenTarget): TokenSource
  /** A `fetch` that sends the session's token to these origins only. */
  fetch(origins: string | URL | readonly (string | URL)[], options?: SessionFetchOptions): TokenFetch
  /**
   * The headers that your response must have, each `Set-Cookie` as a separate entry. Call it after all other work: with
   * `session: 'cookie'` they hold refreshed tokens. With a store the list is empty.
   */
  headers(): Promise<Headers>
}

/** The session, from its stored record. */
export function webSessionOf(
  tokens: UserTokens,
  { scope, data }: { scope?: string; data: WebSessionData },
  client: OidcClientSettings,
  headers: WebSession['headers'],
): WebSession {
  const { user, userInfo, startedAt, expiresAt } = data
  return {
    ...{ user, userInfo, data: data.data, scope, startedAt, expiresAt, headers },
    sessionId: () => tokens.sessionId(),
    getAccessToken: (options) => tokens.getAccessToken(options),
    forResource: (target) => tokens.forResource(target),
    fetch(origins, { target, ...options } = {}) {
      const { dpop, allowInsecureHttp } = client
      const list = Array.isArray(origins) ? origins : [origins]
      return createTokenFetch(target ? tokens.forResource(target) : tokens, {
        ...(dpop && { dpop }),
        ...(allowInsecureHttp && { allowInsecureHttp }),
        ...(client.fetch && { fetch: client.fetch as TokenFetch }),
        ...options,
        origins: list,
      })
    },
  }
}
