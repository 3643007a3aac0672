import type { SafeStorage } from './safe-storage.ts'

/** The identifier of the session in localStorage. It holds no secret. When it changes, other tabs read the store again. */
export interface Hint {
  get(): string | undefined
  set(sessionId: string | undefined): void
}

/** The event for other clients of this page, because `storage` events reach only other tabs. */
export const hintEvent = 'grantkit:session'

/** The entry of the client `name`. */
export const hintKey = (name: string): string => `grantkit:${name}:session`

/** The hint of the client `name`. */
export function sessionHint(name: string, storage: SafeStorage): Hint {
  const key = hintKey(name)
  return {
    get: () => storage.get(key),
    set(sessionId) {
      if (storage.get(key) === sessionId) return
      if (sessionId === undefined) storage.remove(key)
      else storage.set(key, sessionId)
      globalThis.dispatchEvent?.(new CustomEvent(hintEvent, { detail: key }))
    },
  }
}
