import type { PagePort } from './messages.ts'
import type { WorkerSession } from './worker-session.ts'
import type { WorkerSettings } from './worker-settings.ts'

/** What pages share. */
export interface HostParts {
  /**
   * Takes the settings of the first page, and from then on no others.
   *
   * @throws {TypeError} for other ones, or for those that can't work.
   */
  open(text: string): { settings: WorkerSettings; session: WorkerSession }
  /** Names the session that there is now. */
  sessionId(): string | undefined
  /** The lock that this worker holds while it lives; undefined if there are no locks. */
  lock: Promise<string | undefined>
  /** Ends the worker once the sign-out is done, unless somebody has signed in again. */
  endSoon(ms: number): void
  /** Forgets a page that is gone. */
  leave(port: PagePort): void
}
