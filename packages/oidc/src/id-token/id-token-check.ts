import type { Decryption, IdTokenClaims, KeySource, PublicKeySource } from '@grantkit/jose'
import type { ClientAuthentication, RequestOptions } from 'grantkit'
import type { LoginServer } from '../login/login-server.ts'

/** What an ID token is validated by. */
export interface IdTokenSettings
  extends RequestOptions,
    Pick<ClientAuthentication, 'clientSecret'>,
    Pick<Decryption, 'decryptionKeys'> {
  /** The issuer, compared character by character everywhere. */
  issuer: string
  clientId: string
  /** The accepted signature algorithms of ID tokens. @default the server's that need no secret, else RS256 */
  algorithms?: readonly string[] | undefined
  /** Other audiences that an ID token may name. @default none */
  trustedAudiences?: readonly string[] | undefined
  /** The allowed clock skew, in milliseconds. @default 30000 */
  clockToleranceMs?: number | undefined
  /** The issuer's keys, such as a shared `createKeyCache`. @default a cache of its own for the server's `jwksUri` */
  keys?: PublicKeySource | undefined
}

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
  keysOf(settings: IdTokenSettings, server: LoginServer): KeySource
  /** The claims of the ID token. Rejects with a `JoseError` if it isn't valid. */
  checkIdToken(settings: IdTokenSettings, request: CheckIdTokenRequest, keys?: KeySource): Promise<IdTokenClaims>
}
