/** Keeps others away, in this process, in other tabs, or on other machines. */
export interface Lock {
  /**
   * Runs `task` while nobody else holds `name`, and settles as it does. Rejects with the signal's reason where that aborts
   * before the lock is held; from then on the signal doesn't matter.
   */
  withLock<T>(name: string, task: () => Promise<T>, options: { signal: AbortSignal }): Promise<T>
}
