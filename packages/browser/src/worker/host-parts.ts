import type { PagePort } from './messages.ts'
import type { WorkerSession } from './worker-session.ts'
import type { WorkerSettings } from './worker-settings.ts'

/** What all pages of a worker share. */
export interface HostParts {
  /**
   * Takes the settings of the first page. Later pages must send the same settings.
   *
   * @throws {TypeError} for other settings than the first page's, and for invalid settings.
   */
  open(text: string): { settings: WorkerSettings; session: WorkerSession }
  /** The id of the current session. */
  sessionId(): string | undefined
  /** The lock that this worker holds while it is alive; undefined if the browser has no locks. */
  lock: Promise<string | undefined>
  /** Ends the worker after the sign-out, unless a user has signed in again. */
  endSoon(ms: number): void
  /** Removes a page that has ended. */
  leave(port: PagePort): void
}
