import type { IdTokenClaims } from '@grantkit/jose'
import type { Failure, TokenSuccess, UserInfoResponse } from 'grantkit'
import { present } from 'grantkit/internal/present'
import { type LoginFailureCode, loginFailures } from './login-error.ts'
import type { Json, LoginTransaction } from './login-transaction.ts'

/** How a login ended. */
export type LoginResult =
  | LoginCompleted
  | LoginDenied
  /** The response came after the record had expired. No request was sent. */
  | ({ status: 'expired' } & LoginOrigin)
  /** A response to a request of this client, but the record is missing or was used before. No request was sent. */
  | { status: 'unknown' }
  /** A response to another app's request. No request was sent. */
  | { status: 'foreign' }
  | LoginFailed

/** What the record of the login says about the return to the app. */
export interface LoginOrigin {
  /** Where to go in the app: a path with exactly one leading slash. */
  returnTo: string
  /** The `data` of `prepareLogin`. */
  data?: Json
}

/** The user is signed in. */
export interface LoginCompleted extends LoginOrigin {
  status: 'completed'
  token: TokenSuccess
  /** The claims of the validated ID token; undefined if the scope has no `openid`. */
  claims: IdTokenClaims | undefined
  /** The response of the userinfo endpoint, with the setting `userInfo`. */
  userInfo?: Extract<UserInfoResponse, { isError: false }>
  transaction: LoginTransaction
}

/** The server or the user refused. */
export interface LoginDenied extends LoginOrigin {
  status: 'denied'
  /** The server's error code, such as `access_denied` or `login_required`. */
  error: string
  errorDescription?: string
  /** Whether the login was tried without asking the user (`prompt: 'none'`). */
  silent: boolean
}

/** The login failed. */
export interface LoginFailed<Code extends string = LoginFailureCode> extends LoginOrigin {
  status: 'failed'
  code: Code
  /** Whether a new login may succeed later. */
  transient: boolean
  /** A text that a page can show to the user. */
  message: string
  /** The server's response that caused it. Readable but not enumerable. */
  failure?: Failure
  /** The error that caused it, such as a `JoseError`. Readable but not enumerable. */
  cause?: unknown
}

/** What the record says about the return to the app. */
export function originOf({ returnTo, data }: LoginTransaction): LoginOrigin {
  return present<LoginOrigin>({ returnTo, data })
}

/** A failed login. Its causes aren't enumerable, so that logs don't contain them. */
export function failedLogin<Code extends string = LoginFailureCode>(
  code: Code,
  origin: LoginOrigin,
  {
    failure,
    cause,
    message,
    transient,
  }: { failure?: object | undefined; cause?: unknown; message?: string | undefined; transient?: boolean } = {},
): LoginFailed<Code> {
  const result: LoginFailed<Code> = {
    status: 'failed',
    code,
    transient: transient ?? Boolean((failure as Partial<Failure>)?.transient),
    message: message ?? loginFailures[code as LoginFailureCode],
    ...origin,
  }
  if (failure) Object.defineProperty(result, 'failure', { value: failure })
  if (cause !== undefined) Object.defineProperty(result, 'cause', { value: cause })
  return result
}
