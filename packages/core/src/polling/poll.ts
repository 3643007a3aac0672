import { checkFunction, checkObject } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { orAbort } from '../internal/or-abort.ts'
import { readObject } from '../internal/read-object.ts'
import { tell } from '../internal/tell.ts'
import { acceptToken, type TokenFailure, type TokenResponse } from '../token/token-response.ts'
import { type Clock, steadyClock } from './clock.ts'

/** When to ask, as the answer that began the login said it. */
export interface PollSchedule {
  /** The least time between two polls, in milliseconds; 300000 at most. @default 5000, also for 0 and invalid values */
  intervalMs?: number | undefined
  /** When the login's code expires, in epoch milliseconds. @default half an hour from the call */
  expiresAt?: number | undefined
}

/** A poll that didn't end the wait. */
export interface PollProgress {
  /** Which poll it was, from 1. */
  attempt: number
  /** The response: `authorization_pending`, for instance, or a transient failure. */
  response: TokenFailure
  /** How long the wait for the next one is, in milliseconds. */
  waitMs: number
}

/** How to poll. A poll that times out counts as one without news. */
export interface PollOptions extends RequestOptions {
  /** How long each poll may take, in milliseconds: servers may hold one for 30 s. @default 35000 */
  timeoutMs?: number | undefined
  /** Told of each poll that didn't end the wait. Its errors are ignored and it isn't awaited. */
  onProgress?: ((progress: PollProgress) => void) | undefined
  /** Brings the next poll forward when it settles, as on a ping from the server (CIBA section 10.2). */
  wake?: Promise<unknown> | undefined
  /** The clock to wait by. @default a steady one */
  clock?: Clock | undefined
}

/** Resolves to itself, which no sleep does. */
const yes = (): unknown => yes

/**
 * Asks until there is a token, a refusal, or no time left (RFC 8628 section 3.5, CIBA section 11). `slow_down` makes all
 * further waits 5 s longer; a transient failure doubles the wait, up to eightfold; a longer `Retry-After` counts. It ends
 * after a day at the latest.
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
  let ping = wake?.then(yes, yes)
  let attempt = 0
  let failed = 0
  for (;;) {
    const time = clock.now()
    const left = Math.min(next, end) - time
    if (left > 0) {
      const tick = new AbortController()
      // in short steps, because a timer that slept with its machine doesn't know the time
      const sleep = clock.sleep(Math.min(left, 5000), tick.signal)
      if ((await orAbort(Promise.race([sleep, ping ?? sleep]), signal).finally(() => tick.abort())) === yes) {
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
      tell(() => onProgress?.(progress))
    } else {
      return readObject({ error: 'expired_token', error_description: 'no answer until expiresAt' }, acceptToken, 0)
    }
  }
}
