import type { TokenFailure } from 'grantkit'
import { type Clock, elapsing } from './clock.ts'
import { TokenSourceError } from './token-source-error.ts'

/** A rest after a failure: until it is over the server isn't asked again. */
export interface CoolDown {
  /** How long it still is, in milliseconds; 0 when it is over. */
  leftMs(): number
  /** The failure that began it. */
  error(): TokenSourceError | undefined
  /** How many failures there were in a row. */
  failures(): number
  begin(waitMs: number, error: TokenSourceError): void
  /** Takes the rest that another process began; each only once, for its clock may be far ahead of this one. */
  join(rest: Rest, now: number): void
  end(): void
}

/** A rest as the store holds it. */
export interface Rest {
  /** In epoch milliseconds, by the clock of who began it. */
  until: number
  waitMs: number
  error: string
}

/** How long to rest after a failure: as long as the server asks, else twice as long each time, from 1 s to 60 s, by chance up to half less. */
export function restAfter(
  { retryAfterMs }: Pick<TokenFailure, 'retryAfterMs'>,
  failures: number,
  random: () => number,
): number {
  return retryAfterMs ?? Math.min(1000 * 2 ** failures, 60_000) * (1 - random() / 2)
}

/** The cool-down of one source. It is measured by what no clock that is set can stretch. */
export function createCoolDown(clock: Clock): CoolDown {
  let from = 0
  let waitMs = 0
  let failures = 0
  let failed: TokenSourceError | undefined
  let joined: string | undefined

  const begin = (wait: number, error: TokenSourceError): void => {
    from = elapsing(clock)
    waitMs = wait
    failed = error
    failures++
  }
  return {
    leftMs() {
      const passed = elapsing(clock) - from
      return passed < 0 ? 0 : Math.max(0, waitMs - passed)
    },
    error: () => failed,
    failures: () => failures,
    begin,
    join(rest, now) {
      const name = `${rest.until} ${rest.waitMs}`
      const leftMs = Math.min(rest.until - now, rest.waitMs)
      if (name === joined || !(leftMs > 0)) return
      joined = name
      begin(leftMs, restingError(rest.error, leftMs))
    },
    end() {
      waitMs = 0
      failures = 0
      failed = undefined
    },
  }
}

/** Throws the failure that began a cool-down, as those see it who come meanwhile. */
export function refuseWhileCooling(coolDown: CoolDown): void {
  const retryAfterMs = coolDown.leftMs()
  const error = coolDown.error()
  if (error && retryAfterMs > 0) {
    throw new TokenSourceError(error.code, error.message, { ...error, failure: error.failure, retryAfterMs })
  }
}

function restingError(error: string, retryAfterMs: number): TokenSourceError {
  return new TokenSourceError('renewal_failed', `no new token: ${error}`, { error, transient: true, retryAfterMs })
}
