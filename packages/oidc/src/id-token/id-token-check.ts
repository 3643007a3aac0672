import type { Decryption, IdTokenClaims, KeySource, PublicKeySource } from '@grantkit/jose'
import type { ClientAuthentication, RequestOptions } from 'grantkit'
import type { LoginServer } from '../login/login-server.ts'

/** The settings for validating ID tokens. */
export interface IdTokenSettings
  extends RequestOptions,
    Pick<ClientAuthentication, 'clientSecret'>,
    Pick<Decryption, 'decryptionKeys'> {
  /** The issuer, compared character by character everywhere. */
  issuer: string
  clientId: string
  /** The accepted signature algorithms of ID tokens. @default the asymmetric ones that the server supports, else RS256 */
  algorithms?: readonly string[] | undefined
  /** Other audiences that an ID token may name. @default none */
  trustedAudiences?: readonly string[] | undefined
  /** The allowed clock skew, in milliseconds. @default 30000 */
  clockToleranceMs?: number | undefined
  /** The issuer's keys, such as a shared `createKeyCache`. @default a cache of its own for the server's `jwksUri` */
  keys?: PublicKeySource | undefined
}

/** An ID token, and the values that it must match. */
export type CheckIdTokenRequest = {
  idToken: string
  /** The issuer's metadata: its keys and algorithms. */
  server: LoginServer
  /** The access token of the same response: an `at_hash` must be its hash. */
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
      /** The claims of the login's ID token, to check a refreshed one against. */
      previous: IdTokenClaims
      nonce?: undefined
    }
)

/** The module that validates ID tokens. It is loaded during the first token request. */
export interface IdTokenCheck {
  /** The keys for checking signatures. */
  keysOf(settings: IdTokenSettings, server: LoginServer): KeySource
  /** The claims of the ID token. Rejects with a `JoseError` if it isn't valid. */
  checkIdToken(settings: IdTokenSettings, request: CheckIdTokenRequest, keys?: KeySource): Promise<IdTokenClaims>
}
