import type { Quirk } from './response.ts'

/** The wait between polls that `interval` asks for, in milliseconds: 5 s where it is missing, or not from 1 s to 5 min. */
export function intervalMsOf({ interval = 5 }: Record<string, unknown>, quirks: Quirk[]): number {
  const seconds = typeof interval === 'string' ? Number(interval) : interval
  if (typeof seconds === 'number' && seconds >= 1 && seconds <= 300) return seconds * 1000
  quirks.push('interval-invalid')
  return 5000
}
