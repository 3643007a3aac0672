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

/** How the calls of a session are made: the options of `createTokenFetch`, and what the token is for. */
export interface SessionFetchOptions extends Omit<TokenFetchOptions, 'origins'> {
  /** The API or the scope that the token is for. @default what the client's `scope` and `resource` say */
  target?: TokenTarget
}

/** The session of a signed-in user. Its tokens stay on the server. */
export interface WebSession extends TokenSource {
  /** The claims of the validated ID token; undefined if the scope has no `openid`. */
  readonly user: IdTokenClaims | undefined
  /** What the userinfo endpoint said at the login, with the client's setting `userInfo`. */
  readonly userInfo: Readonly<Record<string, unknown>> | undefined
  /** What `signIn` was given as `data`. */
  readonly data: Json | undefined
  /** The granted scope, if the server said it. */
  readonly scope: string | undefined
  /** When the user signed in, in epoch milliseconds. */
  readonly startedAt: number
  /** When it is over in any case, in epoch milliseconds. */
  readonly expiresAt: number
  /** Names the login. It is no secret: nobody can come back with it. */
  sessionId(): string | undefined
  /**
   * A token that is good now. All requests of the session share one refresh, in all processes that share the store.
   *
   * Rejects with a `TokenSourceError`: `session_ended` means that the user has to sign in again.
   */
  getAccessToken(options?: GetAccessTokenOptions): Promise<AccessToken>
  /** Tokens for another API, or with another scope, from the same session. */
  forResource(target: TokenTarget): TokenSource
  /** A `fetch` that sends the session's token to these origins, and nowhere else. */
  fetch(origins: string | URL | readonly (string | URL)[], options?: SessionFetchOptions): TokenFetch
  /**
   * The headers that your response must have, with each `Set-Cookie` as an entry of its own. Ask after all other work: with
   * `session: 'cookie'` they hold refreshed tokens. With a store there are none.
   */
  headers(): Promise<Headers>
}

/** The session, from what is stored of it. */
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
