import type { TokenEvent } from '@grantkit/tokens'
import type { Call } from './least-refreshes.ts'
import type { FromWorker } from './messages.ts'

/** A failed call. */
export type Refusal = FromWorker['refused'][number]

/** The reports of all processes. */
export interface Ledger {
  /** The processes that have reported. */
  heard: Set<string>
  /** The successful calls, by session. */
  calls: Call[][]
  /** The login of each access token, as reported by the source that returned it. */
  sessionIds: Map<string, Set<string>>
  refused: Refusal[]
  events: { session: number; worker: string; event: TokenEvent }[]
  /** The aborted requests: they timed out, or another user logged in. */
  gaveUp: Set<string>
  slowestMs: number
  hear(worker: string, message: FromWorker): void
}

export function createLedger(sessions: number): Ledger {
  const ledger: Ledger = {
    heard: new Set(),
    calls: Array.from({ length: sessions }, () => []),
    sessionIds: new Map(),
    refused: [],
    events: [],
    gaveUp: new Set(),
    slowestMs: 0,
    hear(worker, { tab, calls, sessionIds, skewMs, refused, events, gaveUp, slowestMs }) {
      ledger.heard.add(`${worker} ${tab}`)
      for (const [session, made] of Object.entries(calls)) {
        const list = ledger.calls[Number(session)]
        for (const [at, leftMs, tookMs, accessToken] of made)
          list?.push({ at, worker, skewMs, leftMs, tookMs, accessToken, tab })
      }
      for (const [accessToken, sessionId] of Object.entries(sessionIds))
        ledger.sessionIds.set(accessToken, (ledger.sessionIds.get(accessToken) ?? new Set()).add(sessionId))
      ledger.refused.push(...refused)
      for (const { session, event } of events) ledger.events.push({ session, worker, event })
      for (const request of gaveUp) ledger.gaveUp.add(request)
      ledger.slowestMs = Math.max(ledger.slowestMs, slowestMs)
    },
  }
  return ledger
}
