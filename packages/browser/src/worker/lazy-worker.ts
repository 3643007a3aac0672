import { remembered } from '@grantkit/tokens/internal/remembered'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { LazyImports } from '../lazy-imports.ts'
import type { TokenHooks } from '../session/token-hooks.ts'
import { markKey } from '../store/marks.ts'
import type { OpenWorker } from './open-worker.ts'

/** The worker of a page, opened at the first use. */
export interface LazyWorker {
  /** Loads the code and opens the worker; only once. */
  load(): Promise<OpenWorker>
  /** What loads the session's tokens, which are in the worker. */
  tokens(hooks: TokenHooks): () => Promise<OpenWorker>
}

export function lazyWorker(
  settings: BrowserClientSettings,
  name: string,
  chunks: Pick<LazyImports, 'worker'>,
): LazyWorker {
  let hooks: TokenHooks
  const load = remembered(async () => {
    const { openWorker } = await chunks.worker()
    return openWorker(settings, name, markKey(name, 'signedOut'), hooks)
  })
  return {
    load,
    tokens(given) {
      hooks = given
      return load
    },
  }
}
