import type { TokenFailure, TokenResponse } from 'grantkit'
import { type HeldToken, hold } from './held-token.ts'
import type { Pause } from './pause.ts'
import { renewalFailed } from './renewal-failed.ts'
import type { ResolvedSettings } from './request-by-grant.ts'
import { attributesOf, stopwatch } from './source-events.ts'
import { type StoredToken, storedTokenOf } from './stored-token.ts'
import type { Emit } from './token-event.ts'

/** How a source gets tokens without a session: with the same credentials it can always get another one. */
export interface Grant {
  grantType: string
  settings: ResolvedSettings
  /** Called first: reads the inputs of one refresh once. */
  begin(): Attempt | Promise<Attempt>
}

/** One renewal. */
export interface Attempt {
  /** The login that the token belongs to. */
  sessionId?: string | undefined
  /** What distinguishes the token in the store, in addition to the settings. */
  others?: readonly string[]
  request(): Promise<TokenResponse>
}

/** Shares the new token with other processes, before callers get it. */
export interface Sharing {
  keep(token: StoredToken, leftMs: number): Promise<void>
  pause(failure: TokenFailure, waitMs: number | undefined): Promise<void>
}

/** The token from one request. A failure begins the pause. */
export async function tokenBy(
  { request, sessionId }: Attempt,
  settings: ResolvedSettings,
  pause: Pause,
  emit: Emit,
  sharing?: Sharing,
): Promise<HeldToken> {
  const took = stopwatch(settings)
  const response = await request()
  const attributes = { ...attributesOf(response), 'grantkit.duration_ms': took() }
  if (response.isError) {
    const error = pause.begin(settings, (leftMs) => renewalFailed(response, leftMs), response.retryAfterMs)
    emit('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': error.retryAfterMs })
    await sharing?.pause(response, error.retryAfterMs)
    throw error
  }
  pause.end()
  const { scope } = settings
  const token = storedTokenOf(response, settings, scope && [scope].flat().join(' '))
  const held = hold(token, settings, sessionId)
  await sharing?.keep(token, held.leftMs)
  emit('token.renewed', attributes)
  return held
}
