import type { ClientParts } from '../client-parts.ts'
import type { SignInResult } from './sign-in-options.ts'

/** Counts a sign-in without a click. Returns the reason if it must not start. */
export function refuseAutomatic(parts: ClientParts): SignInResult | undefined {
  const { marks, snapshot, clock, settings } = parts
  if (snapshot.get().signingOut) return { status: 'refused', reason: 'signing_out' }
  const { maxAutomaticSignIns = 3, automaticWindowMs = 60_000 } = settings
  const now = clock.now()
  const held = marks.get('attempts')
  const recent = (Array.isArray(held) ? held : []).filter((at) => at <= now && at > now - automaticWindowMs)
  if (recent.length >= maxAutomaticSignIns) return { status: 'refused', reason: 'loop' }
  marks.set('attempts', [...recent, now])
  return undefined
}
