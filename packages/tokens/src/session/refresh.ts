import type { TokenFailure, TokenResponse } from 'grantkit'
import { orAbort } from 'grantkit/internal/or-abort'
import { type HeldToken, hold } from '../held-token.ts'
import { scopeSet } from '../internal/scope-set.ts'
import type { Pause } from '../pause.ts'
import { renewalFailed } from '../renewal-failed.ts'
import { attributesOf, stopwatch } from '../source-events.ts'
import type { Policy } from '../source-settings.ts'
import { type StoredToken, storedTokenOf } from '../stored-token.ts'
import type { Emit, EventAttributes } from '../token-event.ts'
import { TokenSourceError } from '../token-source-error.ts'
import type { CheckIdToken } from '../user-session.ts'
import type { SessionRecord, SessionTarget } from './record.ts'
import { rotatedIn, subjectOf } from './response.ts'

/** The parts of a refresh. */
export interface RefreshParts {
  policy: Policy
  request(request: object, signal: AbortSignal): Promise<TokenResponse>
  /** Whether a failure means that the refresh token is invalid for good. */
  endsSession(failure: TokenFailure): boolean
  checkIdToken: CheckIdToken | undefined
}

/** The result of a refresh. */
export interface RefreshResult {
  attributes: EventAttributes
  /** The next refresh token, also from an unusable response. */
  refreshToken: string | undefined
  /** The access token; only if the whole response is valid. */
  token?: StoredToken
  idToken?: string | undefined
  /** The new data of the app. */
  data?: unknown
  /** Whether less scope was granted than requested. */
  isReduced?: boolean
  /** Whether the ID token is another user's. */
  isOther?: boolean
  /** The failure of the request. */
  failure?: TokenFailure
  /** Whether it means that the refresh token is invalid for good. */
  isRefused?: boolean
  /** The error of a profile or of the ID token check. */
  thrown?: unknown
  /** Whether retrying later may succeed. */
  transient?: boolean
}

/** Sends one refresh request and reads the response. Rejects if the request can't have reached the server. */
export async function requestRefresh(
  { policy, request: send, endsSession, checkIdToken }: RefreshParts,
  from: SessionRecord,
  { name, request }: SessionTarget,
  signal: AbortSignal,
): Promise<RefreshResult> {
  const took = stopwatch(policy)
  const { refreshToken, data, refreshParameters = {} } = from
  let response: TokenResponse | undefined
  let thrown: unknown
  try {
    const whole = { ...request, parameters: Object.entries(refreshParameters), refreshToken, data }
    response = await orAbort(send(whole, signal), signal)
  } catch (error) {
    // the error of a profile that refused the response has that response
    response = (Object(error) as { response?: TokenResponse }).response
    // a mistake in the caller's arguments, or an error of the caller's own function
    if (!response) throw error
    thrown = error
  }
  const result: RefreshResult = {
    attributes: { ...attributesOf(response), 'grantkit.duration_ms': took() },
    refreshToken: rotatedIn(response),
  }
  if (thrown) return { ...result, thrown }
  if (response.isError)
    return { ...result, failure: response, isRefused: !result.refreshToken && endsSession(response) }
  const { idToken } = response
  let checked: Awaited<ReturnType<CheckIdToken>>
  try {
    if (idToken) {
      const isOther = from.idToken !== undefined && subjectOf(from.idToken) !== subjectOf(idToken)
      checked = isOther ? 'user_mismatch' : await checkIdToken?.(idToken, { data })
    }
  } catch (error) {
    return { ...result, thrown: error, transient: true }
  }
  if (checked === 'user_mismatch') return { ...result, isOther: true }
  const asked = request.scope ?? from.tokens[name]?.scope ?? from.scope
  const token = storedTokenOf(response, policy, asked && [asked].flat().join(' '))
  const granted = scopeSet(token.scope)
  const isReduced = scopeSet(asked).some((word) => !granted.includes(word))
  return { ...result, token, idToken, data: checked?.data, isReduced }
}

/** After a stored success: ends the pauses, emits an event, returns the token as callers get it. */
export function refreshed(
  { policy }: Pick<RefreshParts, 'policy'>,
  from: SessionRecord,
  token: StoredToken,
  { attributes, refreshToken, isReduced }: RefreshResult,
  pauses: readonly Pause[],
  emit: Emit,
): HeldToken {
  for (const pause of pauses) pause.end()
  if (isReduced) emit('session.scope_reduced')
  emit('token.renewed', { ...attributes, 'grantkit.rotated': !!refreshToken && refreshToken !== from.refreshToken })
  return hold(token, policy, from.session)
}

/** After a failure: begins the pause, emits an event, returns the error for callers. */
export function refreshFailed(
  { policy }: Pick<RefreshParts, 'policy'>,
  { attributes, failure, thrown: cause, transient = false }: RefreshResult,
  pause: Pause,
  emit: Emit,
): TokenSourceError {
  pause.offline = failure?.code === 'network'
  const refusal = (retryAfterMs: number): TokenSourceError =>
    failure
      ? renewalFailed(failure, retryAfterMs)
      : new TokenSourceError('renewal_failed', 'no new token: the response was refused', {
          cause,
          transient,
          retryAfterMs,
        })
  const error = pause.begin(policy, refusal, failure?.retryAfterMs)
  emit('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': error.retryAfterMs })
  return error
}
