import type { Failure } from 'grantkit'
import { type LoginFailureCode, loginFailures } from './login-failure.ts'

/** Why a login or logout could not be prepared. Its message is for people; `failure` and `cause` are for developers. */
export class LoginError extends Error {
  override readonly name = 'LoginError'
  readonly code: LoginFailureCode
  /** Whether trying again later may succeed. */
  readonly transient: boolean
  /** The response that caused it. Readable but not enumerable. */
  declare readonly failure?: Failure

  constructor(code: LoginFailureCode, { failure, cause }: { failure?: Failure | undefined; cause?: unknown } = {}) {
    super(loginFailures[code], cause === undefined ? {} : { cause })
    this.code = code
    this.transient = Boolean(failure?.transient ?? (cause as Partial<Failure>)?.transient)
    if (failure) Object.defineProperty(this, 'failure', { value: failure })
  }
}
