import { checkFunction, checkObject } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { orAbort } from '../internal/or-abort.ts'
import { readObject } from '../internal/read-object.ts'
import { silently } from '../internal/silent.ts'
import { acceptToken, type TokenFailure, type TokenResponse } from '../token/token-response.ts'
import { type Clock, steadyClock } from './clock.ts'

/** When to poll. Pass the values of the response that started the login. */
export interface PollSchedule {
  /** The minimum time between two polls, in milliseconds, at most 300000. @default 5000, also for 0 and invalid values */
  intervalMs?: number | undefined
  /** When the login's code expires, in epoch milliseconds. @default half an hour from the call */
  expiresAt?: number | undefined
}

/** A poll after which polling continues. */
export interface PollProgress {
  /** The number of the poll, from 1. */
  attempt: number
  /** The response: `authorization_pending`, for instance, or a transient failure. */
  response: TokenFailure
  /** The time until the next poll, in milliseconds. */
  waitMs: number
}

/** How to poll. A poll that times out doesn't end the polling. */
export interface PollOptions extends RequestOptions {
  /** How long each poll may take, in milliseconds. Servers may hold a poll for 30 s. @default 35000 */
  timeoutMs?: number | undefined
  /** Called after each poll that doesn't end the polling. Its errors are ignored and it isn't awaited. */
  onProgress?: ((progress: PollProgress) => void) | undefined
  /** When it settles, the next poll is sent immediately. For a ping from the server (CIBA section 10.2). */
  wake?: Promise<unknown> | undefined
  /** The clock that times the polls. @default one that isn't affected if the system's clock is set */
  clock?: Clock | undefined
}

/** Returns itself, so that the result of a ping differs from that of any sleep. */
const pinged = (): unknown => pinged

/**
 * Polls until there is a token, a refusal, or no time left (RFC 8628 section 3.5, CIBA section 11). Each `slow_down` makes all
 * further waits 5 s longer. Each transient failure in a row doubles the wait, up to eightfold. A longer `Retry-After` is
 * respected. Polling ends after a day at the latest.
 */
export async function poll(
  ask: (options: RequestOptions) => Promise<TokenResponse>,
  schedule: PollSchedule,
  options: PollOptions,
  slows: (failure: TokenFailure) => boolean = () => true,
): Promise<TokenResponse> {
  checkObject('request', schedule)
  checkObject('options', options)
  const { intervalMs = 0, expiresAt = 0 } = schedule
  const { timeoutMs = 35_000, signal, now, onProgress, wake, clock = steadyClock(now) } = options
  checkFunction('onProgress', onProgress ?? undefined)
  const start = clock.now()
  const end = Math.min(expiresAt > 0 ? expiresAt : start + 1_800_000, start + 86_400_000)
  let interval = intervalMs > 0 ? Math.min(intervalMs, 300_000) : 5000
  let next = start + interval
  let ping = wake?.then(pinged, pinged)
  let attempt = 0
  let failed = 0
  for (;;) {
    const time = clock.now()
    const left = Math.min(next, end) - time
    if (left > 0) {
      const tick = new AbortController()
      // in short steps, because timers stop while the machine sleeps
      const sleep = clock.sleep(Math.min(left, 5000), tick.signal)
      if ((await orAbort(Promise.race([sleep, ping ?? sleep]), signal).finally(() => tick.abort())) === pinged) {
        ping = undefined
        next = 0
      }
    } else if (time < end) {
      const response = await ask({ ...options, timeoutMs })
      if (!response.isError || !response.transient) return response
      const { error, retryAfterMs = 0 } = response
      if (error === 'slow_down') interval += 5000
      if (/^(authorization_pending|slow_down)$/.test(error)) failed = 0
      else if (slows(response)) failed++
      const waitMs = Math.max(interval * 2 ** Math.min(failed, 3), retryAfterMs)
      next = clock.now() + waitMs
      const progress = { attempt: ++attempt, response, waitMs }
      silently(() => onProgress?.(progress))
    } else {
      return readObject({ error: 'expired_token', error_description: 'no answer until expiresAt' }, acceptToken, 0)
    }
  }
}
