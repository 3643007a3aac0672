import { type Clock, elapsing } from './clock.ts'
import type { Policy } from './source-settings.ts'
import type { TokenSourceError } from './token-source-error.ts'

/** Creates the error of a pause from its remaining milliseconds. */
export type Refusal = (retryAfterMs: number) => TokenSourceError

/**
 * The pause after a failure: the server gets no request until it ends. It is measured with a monotonic clock. A class, because
 * each of many sources has one: closures would take more memory.
 */
export class Pause {
  /** How many failures there were in a row. */
  failures = 0
  /** Whether the network was at fault. */
  offline = false
  /** The pause of another process that was taken last. */
  joined = ''
  private from = 0
  private waitMs = 0
  private passed = false
  private refusal: Refusal | undefined

  /**
   * Begins the pause after a failure: as long as the server asks, else twice as long each time, from 1 s to 60 s, at random up to half less. At
   * least 1 s and at most `maxPauseMs`, in whole milliseconds. Returns the error of that failure.
   */
  begin(
    { clock, random, maxPauseMs }: Pick<Policy, 'clock' | 'random' | 'maxPauseMs'>,
    refusal: Refusal,
    askedMs?: number,
  ): TokenSourceError {
    const waitMs = askedMs ?? Math.min(1000 * 2 ** this.failures, 60_000) * (1 - random() / 2)
    return this.last(clock, Math.ceil(Math.min(Math.max(waitMs, 1000), maxPauseMs)), refusal)
  }

  /** Lasts for so many milliseconds from now. */
  last(clock: Clock, waitMs: number, refusal: Refusal): TokenSourceError {
    this.from = elapsing(clock)
    this.waitMs = waitMs
    this.refusal = refusal
    this.failures++
    return refusal(waitMs)
  }

  /** Ends the pause after a success. */
  end(): void {
    this.waitMs = this.failures = 0
    this.passed = false
  }

  /** Throws during the pause. A forced refresh passes once if more than a minute is left: then it returns true. */
  refuse(clock: Clock, forced: boolean): boolean {
    const passedMs = elapsing(clock) - this.from
    const leftMs = passedMs < 0 ? 0 : this.waitMs - passedMs
    const passes = forced && !this.passed && leftMs > 60_000
    if (this.refusal && leftMs > 0 && !passes) throw this.refusal(leftMs)
    this.passed = passes
    return passes
  }
}
