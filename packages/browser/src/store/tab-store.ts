import type { TokenStore } from '@grantkit/tokens'
import { randomText } from 'grantkit/internal/random'
import type { SafeStorage } from './safe-storage.ts'

/**
 * The session of one tab, in sessionStorage. A duplicated tab has a copy, which it must delete. The tab's identifier is
 * locked until the signal is aborted, and a tab that finds it locked is a duplicate.
 */
export function tabStore(name: string, storage: SafeStorage, signal: AbortSignal): TokenStore {
  const key = `grantkit:${name}:tab-session`
  const idKey = `grantkit:${name}:tab`
  const alone = async (): Promise<void> => {
    const { locks } = navigator as { locks?: LockManager }
    for (let attempt = 0; locks && attempt < 2; attempt++) {
      const id = storage.get(idKey) ?? randomText(16)
      storage.set(idKey, id)
      if (await holds(locks, `grantkit:${name}:tab:${id}`)) return
      storage.remove(key)
      storage.remove(idKey)
    }
  }
  const holds = (locks: LockManager, lock: string): Promise<boolean> =>
    new Promise((resolve) => {
      const held = locks.request(lock, { ifAvailable: true }, (got) => {
        resolve(!!got)
        // held until the page ends
        return got ? new Promise<void>((end) => signal.addEventListener('abort', () => end())) : undefined
      })
      // without locks a duplicated tab can't be detected
      held.catch(() => resolve(true))
    })
  let ready: Promise<void> | undefined
  const first = (): Promise<void> => {
    ready ??= alone()
    return ready
  }
  return {
    // no other tab has this storage
    compares: true,
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
