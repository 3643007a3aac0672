import type { OidcClientSettings } from '@grantkit/oidc'
import type { Clock, Lock } from '@grantkit/tokens'
import type { BrowserClientSettings } from './browser-client-settings.ts'
import type { LazyImports, LazyLogin } from './lazy-imports.ts'
import type { BrowserSession } from './session/browser-session.ts'
import type { Attempts } from './sign-in/attempts.ts'
import type { SnapshotHolder } from './snapshot.ts'
import type { Database } from './store/database.ts'
import type { LoginRecords } from './store/login-records.ts'
import type { Marks } from './store/marks.ts'
import type { LazyWorker } from './worker/lazy-worker.ts'

/** What the parts of a client share, those that are loaded later too. */
export interface ClientParts {
  settings: BrowserClientSettings
  /** The worker that holds the tokens; none without the setting `worker`. */
  worker: LazyWorker | undefined
  /** The settings that `@grantkit/oidc` knows. */
  oidc: OidcClientSettings
  name: string
  /** Code that is loaded when it is needed. */
  chunks: LazyImports & LazyLogin<ClientParts>
  clock: Clock
  lock: Lock
  snapshot: SnapshotHolder
  records: LoginRecords
  marks: Marks
  database: Database
  session: BrowserSession
  attempts: Attempts
  /** Goes to a URL: calls the app's own `navigate` if there is one. */
  navigate(url: string): void | Promise<void>
  /** Resolves when the page comes back from the back/forward cache, or if it hasn't left after ten seconds. */
  returned(): Promise<void>
}
