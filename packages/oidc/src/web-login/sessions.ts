import type { EndedSession } from '@grantkit/tokens'
import type { LoginCompleted } from '../login/login-result.ts'
import type { WebLoginRecord } from './login-cookies.ts'
import type { RequestHead } from './request-head.ts'
import type { WebSession } from './web-session.ts'

/** Where the sessions are. */
export interface Sessions {
  find(request: RequestHead): Promise<WebSession | undefined>
  /**
   * Claims the right to complete a login, which one request gets: of those that come later, each is given the cookies of the
   * session once that has begun, or nothing if it never does.
   */
  claim(record: WebLoginRecord): Promise<'claimed' | string[] | undefined>
  /** Lets those who wait for this login go on without a session. */
  abandon(record: WebLoginRecord): Promise<void>
  /** Begins the session of a login, in place of the request's; the cookies that hold it. Undefined if the server has ended it meanwhile. */
  start(request: RequestHead, record: WebLoginRecord, login: LoginCompleted): Promise<string[] | undefined>
  /** Ends the session of a request: what it held, and the cookies that remove it. */
  end(request: RequestHead): Promise<{ ended?: EndedSession | undefined; setCookies: string[] }>
  /** Ends the sessions that a server's logout is about; undefined if only the browser can. */
  endByServer?(logout: { sid?: string; sub?: string }): Promise<void>
  /** Whether a logout token was used before. */
  isUsed?(id: string): Promise<boolean>
  /** Remembers a logout token, once it has done its work. */
  use?(id: string, expiresAt: number): Promise<void>
  /** The cookies that remove the session of this `sid` from the browser that asks. */
  forget(request: RequestHead, sid: string): Promise<string[]>
}
