import type { TokenStore } from '@grantkit/tokens'
import { randomText } from 'grantkit/internal/random'
import type { SafeStorage } from './safe-storage.ts'

/** The locks that this page holds: another client of the page shares the session. */
const held = new Map<string, Promise<boolean>>()

/**
 * The session of one tab, in sessionStorage. A duplicated tab has a copy, which it must delete. The tab's identifier is
 * locked until the page ends, and a tab that finds it locked by another page is a duplicate.
 */
export function tabStore(name: string, storage: SafeStorage): TokenStore {
  const key = `grantkit:${name}:tab-session`
  const idKey = `grantkit:${name}:tab`
  const alone = async (): Promise<void> => {
    const { locks } = navigator as { locks?: LockManager }
    for (let attempt = 0; locks && attempt < 2; attempt++) {
      const id = storage.get(idKey) ?? randomText(16)
      storage.set(idKey, id)
      const lock = `grantkit:${name}:tab:${id}`
      if (!held.has(lock)) held.set(lock, holds(locks, lock))
      if (await held.get(lock)) return
      held.delete(lock)
      storage.remove(key)
      storage.remove(idKey)
    }
  }
  const holds = (locks: LockManager, lock: string): Promise<boolean> =>
    new Promise((resolve) => {
      const request = locks.request(lock, { ifAvailable: true }, (got) => {
        resolve(!!got)
        return got ? new Promise(() => {}) : undefined
      })
      // without locks a duplicated tab can't be detected
      request.catch(() => resolve(true))
    })
  let ready: Promise<void> | undefined
  const first = (): Promise<void> => {
    ready ??= alone()
    return ready
  }
  return {
    async get() {
      await first()
      return storage.get(key)
    },
    async set(_, value, { expected } = {}) {
      await first()
      if (expected !== undefined && (storage.get(key) ?? null) !== expected) return false
      if (!storage.set(key, value)) throw new Error('sessionStorage is full')
      return true
    },
    async delete() {
      storage.remove(key)
    },
  }
}
