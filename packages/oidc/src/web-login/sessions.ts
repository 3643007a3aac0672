import type { EndedSession } from '@grantkit/tokens'
import type { LoginCompleted } from '../login/login-result.ts'
import type { WebLoginRecord } from './login-cookies.ts'
import type { RequestHead } from './request-head.ts'
import type { WebSession } from './web-session.ts'

/** The sessions of the app. */
export interface Sessions {
  find(request: RequestHead): Promise<WebSession | undefined>
  /**
   * Claims the right to complete a login. Only one request gets it. Later requests get the cookies of the
   * session once it has begun, or nothing if it never begins.
   */
  claim(record: WebLoginRecord): Promise<'claimed' | string[] | undefined>
  /** Ends the wait of other requests for this login: there will be no session. */
  abandon(record: WebLoginRecord): Promise<void>
  /** Begins the session of a login and ends the request's previous one. Returns the cookies; undefined if the server has ended the session meanwhile. */
  start(request: RequestHead, record: WebLoginRecord, login: LoginCompleted): Promise<string[] | undefined>
  /** Ends the session of a request. Returns what it held, and the cookies that remove it. */
  end(request: RequestHead): Promise<{ ended?: EndedSession | undefined; setCookies: string[] }>
  /** Ends the sessions of a server's logout; undefined if that is impossible here. */
  endByServer?(logout: { sid?: string; sub?: string }): Promise<void>
  /** Whether a logout token was used before. */
  isUsed?(id: string): Promise<boolean>
  /** Remembers a logout token after its sessions have ended. */
  use?(id: string, expiresAt: number): Promise<void>
  /** The cookies that remove the session of this `sid` from the browser that asks. */
  forget(request: RequestHead, sid: string): Promise<string[]>
}
