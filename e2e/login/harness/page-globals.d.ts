import type { createBrowserClient } from '@grantkit/browser'

declare global {
  /** The client of the page, for what a scenario asks it. */
  var auth: ReturnType<typeof createBrowserClient>
  /** What the actions of the page ended in. */
  var results: Record<string, unknown>
  /** The status in each frame that was shown. */
  var shown: string[]
  /** Where a native shell was sent to. */
  var navigated: string[]
  /** The workers that the page has started. */
  var workers: (Worker | SharedWorker)[]
  /** What the page's actions are called with. */
  var options: Record<string, object>
}
