import type { UserTokens } from '@grantkit/tokens'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { Chunks } from '../chunks.ts'
import type { TokenHooks } from '../session/token-hooks.ts'
import type { OpenWorker } from './open-worker.ts'

/** The worker of a page, opened at the first use. */
export interface LazyWorker {
  /** Loads the code and opens the worker, once. */
  load(): Promise<OpenWorker>
  /** The session's tokens, which are in the worker. */
  tokens(hooks: TokenHooks): UserTokens
}

export function lazyWorker(settings: BrowserClientSettings, name: string, chunks: Pick<Chunks, 'worker'>): LazyWorker {
  let hooks: TokenHooks
  let opened: OpenWorker | undefined
  let opening: Promise<OpenWorker> | undefined
  const open = async (): Promise<OpenWorker> => {
    opened = (await chunks.worker()).openWorker(settings, name, hooks)
    return opened
  }
  const load: LazyWorker['load'] = () => {
    const mine = opening ?? open()
    opening = mine
    // what could not be loaded is asked for again
    mine.catch(() => {
      if (opening === mine) opening = undefined
    })
    return mine
  }
  return {
    load,
    tokens(given) {
      hooks = given
      const sessionId = (): string | undefined => opened?.sessionId()
      return {
        sessionId,
        getSession: async () => (await load()).getSession(),
        startSession: async (token) => (await load()).startSession(token),
        endSession: async () => (await load()).endSession(),
        getAccessToken: async (options) => (await load()).getAccessToken(options),
        forResource: (target) => ({
          sessionId,
          getAccessToken: async (options) => (await load()).getAccessToken(options, target),
        }),
        dispose: () => opened?.dispose(),
      } as UserTokens
    },
  }
}
