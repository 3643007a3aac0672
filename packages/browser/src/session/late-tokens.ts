import type { TokenSource, TokenTarget, UserTokens } from '@grantkit/tokens'
import { disposedOf } from '@grantkit/tokens/internal/disposed'
import { notLoaded } from '@grantkit/tokens/internal/not-loaded'
import { remembered } from '@grantkit/tokens/internal/remembered'
import { checkObject } from 'grantkit/internal/misuse'

/** The tokens of a session, wherever they are. */
export type SessionTokens = Pick<
  UserTokens,
  'getAccessToken' | 'sessionId' | 'startSession' | 'endSession' | 'getSession' | 'forResource' | 'dispose'
>

/** Tokens whose code is loaded at the first use. */
export interface LateTokens extends SessionTokens {
  /** Loads the code, ahead of its use. */
  load(): Promise<SessionTokens>
  /** Whether the code is there. Nobody has used it before that. */
  isLoaded(): boolean
}

/** Tokens that `open` loads. What can't be loaded rejects as a refresh without a network does. */
export function lateTokens(open: () => Promise<SessionTokens>): LateTokens {
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
      // no code is loaded for it any more
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
