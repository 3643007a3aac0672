import type { SessionStart, TokenEvent } from '@grantkit/tokens'

/** The settings of a worker. */
export interface WorkerSettings {
  name: string
  /** The number of its threads. They act like tabs of a page: each has its own sources, and a channel connects them. */
  tabs: number
  /** The share of writes that its store drops although it acknowledges them, from 0 to 1. */
  droppedShare: number
  /** The token endpoints of the proxies. Sessions are assigned to the servers in turn. */
  addresses: string[]
  redisUrl: string
  sessions: number
  /** The number of callers of a worker, which are distributed over the sessions. */
  callers: number
  /** The maximum time between two calls of a caller, in milliseconds. */
  restMs: number
  renewBeforeMs: number
  timeoutMs: number
  lapseMs: number
  /** Disables the lock, the comparison and the reading again, which protect sessions, to show that the test notices. */
  sabotage: boolean
}

/** The settings of a thread: those of the worker, and the number of the thread. */
export type TabSettings = WorkerSettings & { tab: number }

/**
 * Messages to a worker: begin, set the clock ahead, finish, or let another user log in to a session. The login happens in one tab,
 * which may sign the previous user out first.
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

/** The report of a worker, several times a second. */
export interface FromWorker {
  /** The reporting thread. */
  tab: number
  /** The calls by session: when each returned, the remaining lifetime of its token and its duration in milliseconds, and the token. */
  calls: Record<number, [at: number, leftMs: number, tookMs: number, accessToken: string][]>
  /** The login of each access token. */
  sessionIds: Record<string, string>
  /** How far the worker's clock was ahead. */
  skewMs: number
  /** The failed calls: the error's code and, if the session had ended, the reason. */
  refused: { session: number; at: number; kind: string }[]
  /** The completed and failed account switches. */
  switched: { id: number; at: number; error?: string }[]
  /** The events of the sources, with the session. */
  events: { session: number; event: TokenEvent }[]
  /** The names of the aborted requests. */
  gaveUp: string[]
  /** How long the slowest call took, in milliseconds. */
  slowestMs: number
}
