import type { TokenFailure, TokenResponse } from 'grantkit'
import { orAbort } from 'grantkit/internal/or-abort'
import { type HeldToken, hold } from '../held-token.ts'
import { scopeSet } from '../internal/scope-set.ts'
import type { Pause } from '../pause.ts'
import type { Policy } from '../source-settings.ts'
import { type StoredToken, storedTokenOf } from '../stored-token.ts'
import { attributesOf, type Emit, stopwatch, type ToldAttributes } from '../token-event.ts'
import { renewalFailed, TokenSourceError } from '../token-source-error.ts'
import type { CheckIdToken } from '../user-session.ts'
import type { SessionRecord, SessionTarget } from './record.ts'
import { rotatedIn, subjectOf } from './response.ts'

/** What refreshes are made with. */
export interface RefreshParts {
  policy: Policy
  ask(request: object, signal: AbortSignal): Promise<TokenResponse>
  /** Whether a failure says that the refresh token is good for nothing any more. */
  endsSession(failure: TokenFailure): boolean
  checkIdToken: CheckIdToken | undefined
}

/** What a refresh brought. */
export interface Brought {
  attributes: ToldAttributes
  /** The next refresh token, in whatever came. */
  refreshToken: string | undefined
  /** The access token; only if nothing is wrong with what came. */
  token?: StoredToken
  idToken?: string | undefined
  /** What takes the place of the app's own data. */
  data?: unknown
  /** Whether less scope was granted than asked for. */
  isReduced?: boolean
  /** Whether the ID token is another user's. */
  isOther?: boolean
  /** The failure that the server sent, or that stands for none. */
  failure?: TokenFailure
  /** Whether it says that the refresh token is good for nothing any more. */
  isRefused?: boolean
  /** What a profile or the check of the ID token threw. */
  thrown?: unknown
  /** Whether that may go well later. */
  transient?: boolean
}

/** Asks for a token with the refresh token of the record, and looks at what came. Rejects if nothing can have reached the server. */
export async function requestRefresh(
  { policy, ask, endsSession, checkIdToken }: RefreshParts,
  from: SessionRecord,
  { name, request }: SessionTarget,
  signal: AbortSignal,
): Promise<Brought> {
  const took = stopwatch(policy)
  const { refreshToken, data, refreshParameters = {} } = from
  const parameters = Object.entries(refreshParameters)
  let response: TokenResponse | undefined
  let thrown: unknown
  try {
    const whole = { ...request, parameters, refreshToken, ...(data !== undefined && { data }) }
    response = await orAbort(ask(whole, signal), signal)
  } catch (error) {
    // a profile's refusal of what came says what that was
    response = (Object(error) as { response?: TokenResponse }).response
    // a mistake of the caller's, or a function of its own
    if (!response) throw error
    thrown = error
  }
  const brought: Brought = {
    attributes: { ...attributesOf(response), 'grantkit.duration_ms': took() },
    refreshToken: rotatedIn(response),
  }
  if (thrown) return { ...brought, thrown }
  if (response.isError)
    return { ...brought, failure: response, isRefused: !brought.refreshToken && endsSession(response) }
  const { idToken } = response
  let checked: Awaited<ReturnType<CheckIdToken>>
  try {
    if (idToken) {
      const isOther = from.idToken !== undefined && subjectOf(from.idToken) !== subjectOf(idToken)
      checked = isOther ? 'user_mismatch' : await checkIdToken?.(idToken, { data })
    }
  } catch (error) {
    return { ...brought, thrown: error, transient: true }
  }
  if (checked === 'user_mismatch') return { ...brought, isOther: true }
  const asked = request.scope ?? from.tokens[name]?.scope ?? from.scope
  const token = storedTokenOf(response, policy, asked && [asked].flat().join(' '))
  const granted = scopeSet(token.scope)
  const isReduced = scopeSet(asked).some((word) => !granted.includes(word))
  return { ...brought, token, idToken, data: checked?.data, isReduced }
}

/** Ends the pauses after a refresh that went well and is kept, and tells of it: its token, as callers get it. */
export function refreshed(
  { policy }: Pick<RefreshParts, 'policy'>,
  from: SessionRecord,
  token: StoredToken,
  { attributes, refreshToken, isReduced }: Brought,
  pauses: readonly Pause[],
  tell: Emit,
): HeldToken {
  for (const pause of pauses) pause.end()
  if (isReduced) tell('session.scope_reduced')
  tell('token.renewed', { ...attributes, 'grantkit.rotated': !!refreshToken && refreshToken !== from.refreshToken })
  return hold(token, policy, from.session)
}

/** Begins the pause after a refresh that failed, and tells of it: the error of callers. */
export function refreshFailed(
  { policy }: Pick<RefreshParts, 'policy'>,
  { attributes, failure, thrown: cause, transient = false }: Brought,
  pause: Pause,
  tell: Emit,
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
  tell('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': error.retryAfterMs })
  return error
}
