import { checkObject } from 'grantkit/internal/misuse'
import type { Lock } from './lock.ts'

export interface WebLockSettings {
  /** What every name of a lock begins with, so that others of the same origin don't meet it by chance. @default 'grantkit:' */
  prefix?: string
}

/**
 * A lock among all tabs and workers of an origin, by the browser's Web Locks. Where there are none (a page that isn't
 * secure, an old runtime, a sandboxed frame) the task runs without: comparing before each write then keeps a session whole.
 * A lock is never stolen, for that would leave two running.
 */
export function createWebLock(settings: WebLockSettings = {}): Lock {
  checkObject('settings', settings)
  const { prefix = 'grantkit:' } = settings
  return {
    async withLock<T>(name: string, task: () => Promise<T>, { signal }: { signal: AbortSignal }) {
      signal.throwIfAborted()
      const { locks } = (globalThis.navigator ?? {}) as { locks?: LockManager }
      let running: Promise<T> | undefined
      const run = (): Promise<T> => {
        running ??= task()
        return running
      }
      try {
        // a lock's own promise needs not be the task's: it only says that the lock was given and given back
        await locks?.request(prefix + name, { signal }, run)
      } catch {
        // what the task throws is thrown below, and a lock that can't be had is gone without
        if (!running) signal.throwIfAborted()
      }
      return run()
    },
  }
}
