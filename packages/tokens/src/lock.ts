/** A lock, in this process, across tabs, or across machines. */
export interface Lock {
  /**
   * Runs `task` while nothing else holds `name`, and settles as it does. Rejects with the signal's reason if that aborts
   * before the lock is held; after that the signal is ignored.
   */
  withLock<T>(name: string, task: () => Promise<T>, options: { signal: AbortSignal }): Promise<T>
}
