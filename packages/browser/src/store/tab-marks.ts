import type { SafeStorage } from './safe-storage.ts'

/** What a tab remembers across its pages, in sessionStorage. */
export interface TabMarks {
  /** The attempt whose code is being exchanged. */
  exchanging: { state: string; returnTo: string }
  /** When automatic sign-ins started, in epoch milliseconds. */
  attempts: number[]
  /** The user signed out and hasn't clicked since. */
  signedOut: true
  /** The server refused the last sign-in, and the user hasn't clicked since. */
  denied: { error: string; errorDescription?: string; returnTo: string }
  /** Single sign-on was checked in this tab. */
  signOnChecked: true
}

export interface Marks {
  get<Name extends keyof TabMarks>(mark: Name): TabMarks[Name] | undefined
  set<Name extends keyof TabMarks>(mark: Name, value: TabMarks[Name] | undefined): void
}

/** The marks of the client `name`. */
export function tabMarks(name: string, storage: SafeStorage): Marks {
  const keyOf = (mark: string): string => `grantkit:${name}:${mark}`
  return {
    get(mark) {
      try {
        return JSON.parse(storage.get(keyOf(mark)) ?? 'null') ?? undefined
      } catch {
        return undefined
      }
    },
    set(mark, value) {
      if (value === undefined) storage.remove(keyOf(mark))
      else storage.set(keyOf(mark), JSON.stringify(value))
    },
  }
}
