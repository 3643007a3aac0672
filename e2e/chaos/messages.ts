import type { TokenEvent } from '@grantkit/tokens'

/** What a worker is started with. */
export interface WorkerSettings {
  name: string
  /** The token endpoint, as seen through the proxy. */
  address: string
  redisUrl: string
  sessions: number
  /** How many callers a worker has; they are spread over the sessions. */
  callers: number
  /** How long a caller rests between two calls, in milliseconds, at most. */
  restMs: number
  renewBeforeMs: number
  timeoutMs: number
  lapseMs: number
  /** Leaves out the lock, the comparing and the reading anew that keep sessions whole, to show that this is noticed. */
  sabotage: boolean
}

/** To a worker: that it is to begin, how far its clock is to be ahead, or that it is to finish. */
export type ToWorker = { begin: true } | { skewMs: number } | { end: true }

/** From a worker, a few times a second. */
export interface FromWorker {
  /** When each call was answered, for how many milliseconds its token was still good then, and how many it took, by session. */
  calls: Record<number, [at: number, leftMs: number, tookMs: number][]>
  /** By how much the worker's clock was ahead meanwhile. */
  skewMs: number
  /** Calls that were refused, by the error's code and, where the session was over, its reason. */
  refused: Record<string, number>
  /** What the sources told, with the session. */
  events: { session: number; event: TokenEvent }[]
  /** The requests that were given up when the time for them was over, by their names. */
  gaveUp: string[]
  /** How long the slowest call took, in milliseconds. */
  slowestMs: number
}
