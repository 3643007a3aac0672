import type { IdTokenClaims } from '@grantkit/jose'
import type { SessionEndReason } from '@grantkit/tokens'

/** Why nobody is signed in. */
export type SignedOutReason =
  | SessionEndReason
  | 'no_session'
  | 'storage_cleared'
  | 'key_lost'
  | 'user_mismatch'
  | 'store_failed'

/** The state that a page shows. Frozen, and the same object until something changes. */
export interface Snapshot {
  readonly status: 'restoring' | 'signed_in' | 'signed_out'
  /** The claims of the validated ID token, while signed in. */
  readonly user?: IdTokenClaims
  readonly sessionId?: string
  readonly scope?: string
  /** Why nobody is signed in. */
  readonly reason?: SignedOutReason
  /** A sign-in has started. Possible with any status: a step-up keeps the session. */
  readonly signingIn?: { readonly mode: 'redirect' | 'popup'; readonly popup?: 'open' | 'out_of_sight' }
  readonly signingOut?: true
  /** The session is valid, but its token can't be refreshed right now. */
  readonly renewal?: 'offline' | 'failing'
  /** The session is in memory, because the browser's storage can't be used. */
  readonly storage?: 'memory'
}

/** What to change; `undefined` removes a member. */
export type SnapshotChange = { [Name in keyof Snapshot]?: Snapshot[Name] | undefined }

export interface SnapshotHolder {
  get(): Snapshot
  change(change: SnapshotChange): void
  subscribe(listener: () => void): () => void
}

/** The snapshot for server rendering and hydration. */
export const serverSnapshot: Snapshot = Object.freeze({ status: 'restoring' })

/** Holds the snapshot and calls the listeners after each change. If one throws, the others are still called. */
export function createSnapshotHolder(): SnapshotHolder {
  let current = serverSnapshot
  const listeners = new Set<{ listener: () => void }>()
  return {
    get: () => current,
    change(change) {
      const merged = Object.entries({ ...current, ...change }).filter(([, value]) => value !== undefined)
      const next = Object.fromEntries(merged) as unknown as Snapshot
      // the order of members may differ
      if (sameText(next, current)) return
      if (current.user && sameText(next.user, current.user)) Object.assign(next, { user: current.user })
      current = Object.freeze(next)
      for (const { listener } of [...listeners]) {
        try {
          listener()
        } catch (error) {
          report(error)
        }
      }
    },
    subscribe(listener) {
      const entry = { listener }
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
}

function sameText(a: object | undefined, b: object | undefined): boolean {
  return textOf(a) === textOf(b)
}

function textOf(value: object | undefined): string {
  return JSON.stringify(Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Reports an error as uncaught. */
function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else queueMicrotask(() => Promise.reject(error))
}
