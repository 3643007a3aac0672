import { type Clock, pause } from '../clock.ts'
import { storeFailed } from '../token-source-error.ts'
import { holdsRotation, type Rotation, withRotation } from './rotation.ts'
import type { Seen, SessionStore } from './session-store.ts'

/** Brings what refreshes got into the store, and keeps what it wouldn't take. */
export interface Landing {
  /**
   * Whether the store holds what was got; false where it has no place for it. Rejects with `store_failed` where the store
   * does: then it goes on trying by itself.
   */
  land(rotation: Rotation, seen: Seen): Promise<boolean>
  /** Tries again what is still to be stored; rejects as `land` does. */
  settle(): Promise<void>
  /** Forgets it: nobody wants it any more. */
  drop(): Promise<void>
}

/** The one writer of what refreshes brought. A refresh token that isn't stored is lost for all, so it is tried for long. */
export function createLanding(store: SessionStore, clock: Clock, longestWaitMs: number): Landing {
  let pending: Rotation | undefined
  let trying: Promise<boolean> | undefined

  const attempt = async (rotation: Rotation, first?: Seen): Promise<boolean> => {
    let seen = first ?? (await store.read())
    for (let round = 0; round < 20; round++) {
      if (pending !== rotation) return false
      const next = withRotation(seen.record, rotation, clock.now())
      const isThere = holdsRotation(seen.record, rotation)
      if (isThere || !next || (await store.swap(seen, next))) {
        if (pending === rotation) pending = undefined
        return isThere || !!next
      }
      seen = await store.read()
    }
    throw storeFailed(new Error('it says again and again that it holds something else'))
  }

  const attemptOnce = (rotation: Rotation, first?: Seen): Promise<boolean> => {
    trying ??= attempt(rotation, first).finally(() => {
      trying = undefined
    })
    return trying
  }

  const keepTrying = async (rotation: Rotation): Promise<void> => {
    for (let tries = 0; tries < 1000 && pending === rotation; tries++) {
      await pause(clock, Math.min(100 * 2 ** Math.min(tries, 10), longestWaitMs))
      if (pending === rotation) await attemptOnce(rotation).catch(() => {})
    }
  }

  return {
    async land(rotation, seen) {
      pending = rotation
      try {
        return await attemptOnce(rotation, seen)
      } catch (error) {
        keepTrying(rotation).catch(() => {})
        throw error
      }
    },
    async settle() {
      if (pending) await attemptOnce(pending)
    },
    async drop() {
      pending = undefined
      await trying?.catch(() => {})
    },
  }
}
