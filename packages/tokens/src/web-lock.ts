import { checkObject } from 'grantkit/internal/misuse'
import type { Lock } from './lock.ts'

export interface WebLockSettings {
  /** The prefix of lock names, to avoid collisions with other locks of the origin. @default 'grantkit:' */
  prefix?: string
}

/**
 * A lock for all tabs and workers of an origin, with the browser's Web Locks. If there are none (a page that isn't
 * secure, an old runtime, a sandboxed frame) the task runs without a lock: comparing before each write still protects the session.
 * A lock is never stolen, because then two tasks would run.
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
        // the lock's own promise isn't returned: it only says that the lock was granted and released
        await locks?.request(prefix + name, { signal }, run)
      } catch {
        // errors of the task are thrown below; without a lock the task runs anyway
        if (!running) signal.throwIfAborted()
      }
      return run()
    },
  }
}
