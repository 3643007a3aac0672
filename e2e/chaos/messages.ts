import type { SessionStart, TokenEvent } from '@grantkit/tokens'

/** What a worker is started with. */
export interface WorkerSettings {
  name: string
  /** How many threads it runs, as tabs of a page: each has its own sources, and a channel tells them of each other. */
  tabs: number
  /** The share of writes that its store acknowledges and forgets, from 0 to 1. */
  droppedShare: number
  /** The token endpoints of the servers, as seen through their proxies: sessions are dealt out to them in turn. */
  addresses: string[]
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

/** What a worker is started with by its process: the settings, and the number of the thread. */
export type TabSettings = WorkerSettings & { tab: number }

/**
 * To a worker: that it is to begin, how far its clock is to be ahead, that it is to finish, or that another user logs in to a
 * session: in one tab, which may sign the former one out first.
 */
export type ToWorker = { begin: true } | { skewMs: number } | { end: true } | { switch: AccountSwitch }

/** Another login to a session. */
export interface AccountSwitch {
  id: number
  session: number
  tab: number
  token: SessionStart
  signsOut: boolean
}

/** From a worker, a few times a second. */
export interface FromWorker {
  /** The thread that tells. */
  tab: number
  /** When each call was answered, for how many milliseconds its token was still good then, how many it took, and what token it was, by session. */
  calls: Record<number, [at: number, leftMs: number, tookMs: number, accessToken: string][]>
  /** The login that each access token says it belongs to. */
  sessionIds: Record<string, string>
  /** By how much the worker's clock was ahead meanwhile. */
  skewMs: number
  /** Calls that were refused: the error's code and, if the session had ended, its reason. */
  refused: { session: number; at: number; kind: string }[]
  /** Account switches that are done, or that failed. */
  switched: { id: number; at: number; error?: string }[]
  /** What the sources told, with the session. */
  events: { session: number; event: TokenEvent }[]
  /** The requests that were given up, by their names. */
  gaveUp: string[]
  /** How long the slowest call took, in milliseconds. */
  slowestMs: number
}
