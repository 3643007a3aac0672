/**
 * Holds a lock while this page or worker is alive. Resolves to its name, or to undefined if the browser has no locks. Others
 * who request the same lock get it when this page or worker has ended, even after a crash.
 */
export function holdLivenessLock(): Promise<string | undefined> {
  const { locks } = navigator as { locks?: LockManager }
  const name = `grantkit:life:${crypto.randomUUID()}`
  return new Promise((resolve) => {
    const hold = (): Promise<never> => {
      resolve(name)
      return new Promise(() => {})
    }
    if (locks) locks.request(name, hold).catch(() => resolve(undefined))
    else resolve(undefined)
  })
}

/** Calls back when the page or worker that holds the lock has ended, unless the signal aborts before. */
export function onHolderEnd(name: string, died: () => void, signal?: AbortSignal): void {
  navigator.locks.request(name, signal ? { signal } : {}, died).catch(() => {})
}
