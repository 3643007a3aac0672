import type { RequestOptions } from '../internal/options.ts'
import { orAbort } from '../internal/or-abort.ts'
import { readObject } from '../internal/read-object.ts'
import { acceptToken, type TokenFailure, type TokenResponse } from '../token/token-response.ts'
import { type Clock, steadyClock } from './clock.ts'

/** When to ask, as the answer that began the login said it. */
export interface PollSchedule {
  /** The least time between two polls, in milliseconds; at most 300000 of them are minded. @default 5000, also for 0 and nonsense */
  intervalMs?: number | undefined
  /** When the login's code expires, in epoch milliseconds. @default half an hour from the call */
  expiresAt?: number | undefined
}

/** A poll that didn't end the wait. */
export interface PollProgress {
  /** Which poll it was, from 1. */
  attempt: number
  /** What it brought, such as `authorization_pending`, or a failure that may pass. */
  response: TokenFailure
  /** How long the wait for the next one is, in milliseconds. */
  waitMs: number
}

/** How to poll. `timeoutMs` is for each poll: one that hangs counts as one that brought no news. */
export interface PollOptions extends RequestOptions {
  /** Told of each poll that didn't end the wait. */
  onProgress?: (progress: PollProgress) => void
  /** Brings the next poll forward when it resolves, such as on a ping from the server (CIBA section 10.2). */
  wake?: Promise<unknown>
  /** The clock to wait by. @default a steady one */
  clock?: Clock
}

/**
 * Asks until there is a token, a refusal, or no time left (RFC 8628 section 3.5, CIBA section 11). `slow_down` makes all
 * further waits 5 s longer; a poll that failed in a way that may pass doubles the wait, up to
 * eightfold; a longer `Retry-After` counts.
 */
export async function poll(
  ask: () => Promise<TokenResponse>,
  { intervalMs = 0, expiresAt = 0 }: PollSchedule,
  { signal, now, onProgress, wake, clock = steadyClock(now) }: PollOptions,
): Promise<TokenResponse> {
  const end = expiresAt > 0 ? expiresAt : clock.now() + 1_800_000
  const never = new Promise<never>(() => {})
  let ping = wake?.then(
    () => true,
    () => never,
  )
  const rest = async (ms: number): Promise<void> => {
    const until = Math.min(clock.now() + ms, end)
    // in short ticks, for a timer that slept along with its machine knows nothing of the time
    for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
      const tick = new AbortController()
      const ticked = clock.sleep(Math.min(left, 5000), tick.signal).then(() => false)
      const woken = await orAbort(Promise.race([ticked, ping ?? never]), signal).finally(() => tick.abort())
      if (woken) {
        ping = undefined
        return
      }
    }
  }

  let interval = intervalMs > 0 ? Math.min(intervalMs, 300_000) : 5000
  let waitMs = interval
  let failed = 0
  for (let attempt = 1; ; attempt++) {
    await rest(waitMs)
    if (clock.now() >= end) {
      return readObject({ error: 'expired_token', error_description: 'no answer until expiresAt' }, acceptToken, 0)
    }
    const response = await ask()
    if (!response.isError || !response.transient) return response
    const { error, retryAfterMs = 0 } = response
    if (error === 'slow_down') interval += 5000
    failed = /^(authorization_pending|slow_down)$/.test(error) ? 0 : failed + 1
    waitMs = Math.max(interval * 2 ** Math.min(failed, 3), retryAfterMs)
    onProgress?.({ attempt, response, waitMs })
  }
}
