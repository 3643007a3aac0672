import type { Quirk } from './response.ts'

/** How long something lives that a server issued. */
export interface Lifetime {
  /** In whole seconds; left out where the server said none, or nonsense. */
  expiresIn?: number
  /** When it ends, in epoch milliseconds, counted from when the answer came. */
  expiresAt?: number
}

/** What `expires_in` says, which is nothing where it is missing, no number from 0, or beyond what a date can hold. */
export function lifetimeOf(json: Record<string, unknown> | undefined, quirks: Quirk[], receivedAt: number): Lifetime {
  const value = json?.expires_in
  if (value === undefined) return {}
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !(seconds >= 0 && receivedAt + seconds * 1000 <= 8.64e15)) {
    quirks.push('expires_in-invalid')
    return {}
  }
  if (seconds !== value) quirks.push('expires_in-string')
  if (seconds % 1) quirks.push('expires_in-float')
  const expiresIn = Math.floor(seconds)
  return { expiresIn, expiresAt: receivedAt + expiresIn * 1000 }
}
