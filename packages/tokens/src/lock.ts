import { checkObject, misuse } from 'grantkit/internal'
import { checkMethods } from './internal/check-methods.ts'

/** Keeps others away, in this process, in other tabs, or on other machines. */
export interface Lock {
  /**
   * Runs `task` while nobody else holds `name`, and settles as it does. Rejects with the signal's reason where that aborts
   * before the lock is held; from then on the signal doesn't matter.
   */
  withLock<T>(name: string, task: () => Promise<T>, options: { signal: AbortSignal }): Promise<T>
}

/** Refuses what a lock can't be called with. */
export function checkLockCall(name: string, task: unknown, options: { signal: AbortSignal }): void {
  if (typeof name !== 'string') misuse('name', 'a string')
  if (typeof task !== 'function') misuse('task', 'a function')
  checkObject('options', options)
  checkMethods('signal', options.signal, ['throwIfAborted', 'addEventListener'])
}
