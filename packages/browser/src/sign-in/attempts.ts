import type { SnapshotHolder } from '../snapshot.ts'
import { deferred } from './deferred.ts'
import type { SignInResult } from './sign-in-options.ts'

/** A sign-in that this page has started and that has not ended. */
export interface Attempt {
  mode: 'redirect' | 'popup'
  /** Known once the authorization URL is made. */
  state?: string
  result: Promise<SignInResult>
  ended(): boolean
  settle(result: SignInResult): void
  /** Ends with an error: the caller's signal, or misuse. */
  reject(error: unknown): void
}

/** The sign-ins of this page: one at a time for each mode. */
export interface Attempts {
  /** Begins a sign-in. It supersedes an earlier one of the same mode. */
  begin(mode: Attempt['mode'], signal: AbortSignal | undefined): Attempt
  /** Ends the sign-in with this `state`, if this page started it. */
  settle(state: string, result: SignInResult): void
  /** Ends all sign-ins that would leave the page. */
  settleRedirect(result: SignInResult): void
  dispose(): void
}

export function createAttempts(snapshot: SnapshotHolder): Attempts {
  const running = new Set<Attempt>()
  const show = (): void => {
    const [last] = [...running].slice(-1)
    const mode = last?.mode
    snapshot.change({ signingIn: mode && { mode, ...(mode === 'popup' && { popup: 'open' as const }) } })
  }
  const settleAll = (which: (attempt: Attempt) => boolean, result: SignInResult): void => {
    for (const attempt of [...running]) if (which(attempt)) attempt.settle(result)
  }
  return {
    begin(mode, signal) {
      settleAll((attempt) => attempt.mode === mode, { status: 'refused', reason: 'superseded' })
      const { promise, resolve, reject } = deferred<SignInResult>()
      const end = (): boolean => {
        signal?.removeEventListener('abort', abort)
        const was = running.delete(attempt)
        if (was) show()
        return was
      }
      const abort = (): void => attempt.reject(signal?.reason)
      const attempt: Attempt = {
        mode,
        result: promise,
        ended: () => !running.has(attempt),
        settle: (result) => void (end() && resolve(result)),
        reject: (error) => void (end() && reject(error)),
      }
      promise.catch(() => {})
      running.add(attempt)
      signal?.addEventListener('abort', abort)
      show()
      if (signal?.aborted) abort()
      return attempt
    },
    settle: (state, result) => settleAll((attempt) => attempt.state === state, result),
    settleRedirect: (result) => settleAll(({ mode }) => mode === 'redirect', result),
    dispose: () => settleAll(() => true, { status: 'closed' }),
  }
}
