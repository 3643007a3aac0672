import type { TokenFailure, TokenResponse } from 'grantkit'
import type { Settled } from './asking.ts'
import { type HeldToken, hold } from './held-token.ts'
import type { Pause } from './pause.ts'
import { type StoredToken, storedTokenOf } from './stored-token.ts'
import { attributesOf, type Emit, stopwatch } from './token-event.ts'
import { renewalFailed } from './token-source-error.ts'

/** How a source gets tokens that need no session: whoever has the credentials can get another. */
export interface Grant {
  grantType: string
  settings: Settled
  /** Comes before anything is looked for: what one renewal is made with, taken once. */
  begin(): Attempt | Promise<Attempt>
}

/** One renewal. */
export interface Attempt {
  /** The login that its token belongs to. */
  sessionId?: string | undefined
  /** What tells its token from others in the store, beside the settings. */
  others?: readonly string[]
  request(): Promise<TokenResponse>
}

/** Tells those who share the tokens what came, before callers hear of it. */
export interface Sharing {
  keep(token: StoredToken, leftMs: number): Promise<void>
  pause(failure: TokenFailure, waitMs: number | undefined): Promise<void>
}

/** The token that an attempt's request brings. A failure begins the pause. */
export async function tokenBy(
  { request, sessionId }: Attempt,
  settings: Settled,
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
