/**
 * Holds a lock for as long as this page or worker lives; resolves to its name, or to undefined if the browser gives none. Whoever
 * asks for the same lock gets it when this one is gone, however it went.
 */
export function holdLifeLock(): Promise<string | undefined> {
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

/** Calls back when the holder of the lock is gone, unless the signal is aborted before. */
export function onDeath(name: string, died: () => void, signal?: AbortSignal): void {
  navigator.locks.request(name, signal ? { signal } : {}, died).catch(() => {})
}
