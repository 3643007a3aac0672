import type { createBrowserClient } from '@grantkit/browser'
import type { TokenSourceError as ImportedError } from '@grantkit/tokens'

declare global {
  /** The page's client, which a scenario can call. */
  var auth: ReturnType<typeof createBrowserClient>
  /** Creates another client with the same settings. */
  var createClient: () => typeof auth
  /** The results of the page's actions. */
  var results: Record<string, unknown>
  /** The status in each rendered frame. */
  var shown: string[]
  /** The URLs that a native shell was asked to open. */
  var navigated: string[]
  /** The workers that the page has started. */
  var workers: (Worker | SharedWorker)[]
  /** The class that the page imports from `@grantkit/tokens`. */
  var TokenSourceError: typeof ImportedError
  /** The arguments of the page's actions. */
  var options: Record<string, object>
}
