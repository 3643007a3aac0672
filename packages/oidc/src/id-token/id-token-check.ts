import type { IdTokenClaims, KeySource } from '@grantkit/jose'
import type { LoginServer } from '../login/login-server.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'

/** An ID token, and what it must agree with. */
export type CheckIdTokenRequest = {
  idToken: string
  /** What is known of the issuer: its keys and algorithms. */
  server: LoginServer
  /** The access token that came along: an `at_hash` must be its hash. */
  accessToken?: string | undefined
  expectedSubject?: string | undefined
  maxAgeSeconds?: number | undefined
  acrValues?: string | readonly string[] | undefined
} & (
  | {
      /** The nonce of the login; `false` if it had none. */
      nonce: string | false
      previous?: undefined
    }
  | {
      /** The claims of the login's ID token, for a refreshed one. */
      previous: IdTokenClaims
      nonce?: undefined
    }
)

/** The module that validates ID tokens, which is loaded when the first one is on its way. */
export interface IdTokenCheck {
  /** What signatures are checked with. */
  keysOf(settings: OidcClientSettings, server: LoginServer): KeySource
  /** The claims of the ID token. Rejects with a `JoseError` if it isn't valid. */
  checkIdToken(settings: OidcClientSettings, request: CheckIdTokenRequest, keys?: KeySource): Promise<IdTokenClaims>
}
