import type { TokenSource, TokenTarget } from '@grantkit/tokens'
import { disposedOf } from '@grantkit/tokens/internal/disposed'
import { notLoaded } from '@grantkit/tokens/internal/not-loaded'
import { remembered } from '@grantkit/tokens/internal/remembered'
import type { PageTokens } from '@grantkit/tokens/internal/shared-user-tokens'
import { checkObject } from 'grantkit/internal/misuse'

/** The tokens of a session, wherever they are. */
export type SessionTokens = Pick<
  PageTokens,
  'getAccessToken' | 'sessionId' | 'startSession' | 'endSession' | 'getSession' | 'forResource' | 'dispose'
>

/** Tokens whose code is loaded at the first use. */
export interface LazyTokens extends SessionTokens {
  /** Loads the code before its first use. */
  load(): Promise<SessionTokens>
  /** Whether the code has been loaded. */
  isLoaded(): boolean
}

/** Tokens that `open` loads at the first use. If the code can't be loaded, calls reject like a refresh without a network. */
export function lazyTokens(open: () => Promise<SessionTokens>): LazyTokens {
  let tokens: SessionTokens | undefined
  let disposed = false
  const load = remembered(async () => {
    const opened = await open().catch(notLoaded)
    if (disposed) opened.dispose()
    tokens = opened
    return opened
  })
  const sessionId = (): string | undefined => tokens?.sessionId()
  const source = (of: (tokens: SessionTokens) => TokenSource): TokenSource => ({
    sessionId,
    async getAccessToken(options) {
      // no need to load code any more
      if (disposed) throw disposedOf()
      return of(await load()).getAccessToken(options)
    },
  })
  return {
    ...source((it) => it),
    sessionId,
    load,
    isLoaded: () => !!tokens,
    startSession: async (...args) => (await load()).startSession(...args),
    endSession: async (...args) => (await load()).endSession(...args),
    getSession: async (...args) => (await load()).getSession(...args),
    forResource(target: TokenTarget) {
      checkObject('target', target)
      return source((it) => it.forResource(target))
    },
    dispose() {
      disposed = true
      tokens?.dispose()
    },
  }
}
