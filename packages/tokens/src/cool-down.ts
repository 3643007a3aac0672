import type { TokenFailure } from 'grantkit'
import { type Clock, elapsing } from './clock.ts'
import type { Policy } from './source-settings.ts'
import { TokenSourceError } from './token-source-error.ts'

/** The pause after a failure: until it has passed the server isn't asked again. */
export interface CoolDown {
  /** How many failures there were in a row. */
  failures(): number
  begin(waitMs: number, error: TokenSourceError): void
  /** Takes the pause that another process began; each only once, for its clock may be far ahead of this one. */
  join(rest: Partial<Rest> | undefined, now: number): void
  end(): void
  /**
   * Throws the failure that began the pause, during the pause. A forced renewal passes once, if the pause lasts for more than another
   * minute: then it is true.
   */
  refuse(forced?: boolean): boolean
}

/** A pause as the store keeps it, in a record of its own. */
export interface Rest {
  /** In epoch milliseconds, by the clock of the process that began it. */
  until: number
  waitMs: number
  error: string
}

/**
 * How long to pause after a failure: as long as the server asks, else twice as long each time, from 1 s to 60 s, by chance up to half
 * less. At least 1 s and at most `maxPauseMs`, in whole milliseconds.
 */
export function restAfter(
  { retryAfterMs }: Pick<TokenFailure, 'retryAfterMs'>,
  failures: number,
  { random, maxPauseMs }: Pick<Policy, 'random' | 'maxPauseMs'>,
): number {
  const waitMs = retryAfterMs ?? Math.min(1000 * 2 ** failures, 60_000) * (1 - random() / 2)
  return Math.ceil(Math.min(Math.max(waitMs, 1000), maxPauseMs))
}

/** The pause of one source. It is measured by a clock that nobody can set. */
export function createCoolDown(clock: Clock): CoolDown {
  return new Pause(clock)
}

/** A class, for one of these is in each of many sources: what closures take for each it takes once. */
class Pause implements CoolDown {
  private from = 0
  private waitMs = 0
  private count = 0
  private error: TokenSourceError | undefined
  private joined: string | undefined
  private passed = false
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  failures(): number {
    return this.count
  }

  begin(waitMs: number, error: TokenSourceError): void {
    this.from = elapsing(this.clock)
    this.waitMs = waitMs
    this.error = error
    this.count++
  }

  join(rest: Partial<Rest> | undefined, now: number): void {
    const { until = 0, waitMs = 0, error = '' } = rest ?? {}
    const name = `${until} ${waitMs}`
    const retryAfterMs = Math.min(until - now, waitMs)
    if (name === this.joined || !(retryAfterMs > 0)) return
    this.joined = name
    const details = { error, transient: true, retryAfterMs }
    this.begin(retryAfterMs, new TokenSourceError('renewal_failed', `no new token: ${error}`, details))
  }

  end(): void {
    this.waitMs = this.count = 0
    this.passed = false
  }

  refuse(forced = false): boolean {
    const passed = elapsing(this.clock) - this.from
    const retryAfterMs = passed < 0 ? 0 : this.waitMs - passed
    const { error } = this
    if (!error || !(retryAfterMs > 0)) {
      this.passed = false
      return false
    }
    if (forced && !this.passed && retryAfterMs > 60_000) {
      this.passed = true
      return true
    }
    // what a spread leaves out
    const { failure, cause } = error
    throw new TokenSourceError(error.code, error.message, { ...error, failure, cause, retryAfterMs })
  }
}
