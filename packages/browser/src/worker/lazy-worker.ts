import type { TokenSource, TokenTarget, UserTokens } from '@grantkit/tokens'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { LateCode } from '../late-code.ts'
import type { TokenHooks } from '../session/token-hooks.ts'
import { markKey } from '../store/marks.ts'
import type { OpenWorker } from './open-worker.ts'

/** The worker of a page, opened at the first use. */
export interface LazyWorker {
  /** Loads the code and opens the worker, once. */
  load(): Promise<OpenWorker>
  /** The session's tokens, which are in the worker. */
  tokens(hooks: TokenHooks): UserTokens
}

export function lazyWorker(
  settings: BrowserClientSettings,
  name: string,
  chunks: Pick<LateCode, 'worker'>,
): LazyWorker {
  let hooks: TokenHooks
  let opened: OpenWorker | undefined
  let opening: Promise<OpenWorker> | undefined
  const load: LazyWorker['load'] = () => {
    opening ??= chunks.worker().then(({ openWorker }) => {
      opened = openWorker(settings, name, markKey(name, 'signedOut'), hooks)
      return opened
    })
    // what could not be loaded is asked for again
    opening.catch(() => {
      opening = undefined
    })
    return opening
  }
  return {
    load,
    tokens(given) {
      hooks = given
      const sessionId = (): string | undefined => opened?.sessionId()
      const source = (target?: TokenTarget): TokenSource => ({
        sessionId,
        getAccessToken: async (options) => (await load()).getAccessToken(options, target),
      })
      return {
        ...source(),
        getSession: async () => (await load()).getSession(),
        startSession: async (token) => (await load()).startSession(token),
        endSession: async () => (await load()).endSession(),
        forResource: source,
        dispose: () => opened?.dispose(),
      } as UserTokens
    },
  }
}
