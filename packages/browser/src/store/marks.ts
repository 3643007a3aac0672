import type { SafeStorage } from './safe-storage.ts'

/** What is remembered across page loads: in sessionStorage for this tab, or in localStorage for all tabs. */
export interface MarkValues {
  /** The attempt whose code is being exchanged. */
  exchanging: { state: string; returnTo: string }
  /** When automatic sign-ins started, in epoch milliseconds. */
  attempts: number[]
  /** The user signed out, in any tab, and hasn't clicked since. */
  signedOut: true
  /** The user signed out in this tab and hasn't clicked since. */
  signedOutHere: true
  /** The server refused the last sign-in, and the user hasn't clicked since. */
  denied: { error: string; errorDescription?: string; returnTo: string }
  /** Single sign-on was checked in this tab. */
  signOnChecked: true
}

export interface Marks {
  get<Name extends keyof MarkValues>(mark: Name): MarkValues[Name] | undefined
  set<Name extends keyof MarkValues>(mark: Name, value: MarkValues[Name] | undefined): void
  /** Resets the counts and refusals. Called after a click and when a session begins. */
  clear(): void
}

/** The key of a mark of the client `name`. */
export const markKey = (name: string, mark: string): string => `grantkit:${name}:${mark}`

/** The marks of the client `name`; `shared` is undefined if its session is not shared with other tabs. */
export function createMarks(name: string, tab: SafeStorage, shared: SafeStorage = tab): Marks {
  const keyOf = (mark: string): string => markKey(name, mark)
  const storageOf = (mark: string): SafeStorage => (mark === 'signedOut' ? shared : tab)
  return {
    get(mark) {
      try {
        return JSON.parse(storageOf(mark).get(keyOf(mark)) ?? 'null') ?? undefined
      } catch {
        return undefined
      }
    },
    set(mark, value) {
      if (value === undefined) storageOf(mark).remove(keyOf(mark))
      else storageOf(mark).set(keyOf(mark), JSON.stringify(value))
    },
    clear() {
      for (const mark of ['attempts', 'signedOut', 'signedOutHere', 'denied']) storageOf(mark).remove(keyOf(mark))
    },
  }
}
