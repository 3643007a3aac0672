import type { TokenEvent } from '@grantkit/tokens'
import type { Call } from './least-refreshes.ts'
import type { FromWorker } from './messages.ts'

/** A call that was refused. */
export type Refusal = FromWorker['refused'][number]

/** What the processes have told, all of it together. */
export interface Ledger {
  /** Who has told anything. */
  heard: Set<string>
  /** The answered calls, by session. */
  calls: Call[][]
  /** The login that each access token was said to belong to, by the sources that served it. */
  sessionIds: Map<string, Set<string>>
  refused: Refusal[]
  events: { session: number; worker: string; event: TokenEvent }[]
  /** The requests that were given up: their time was over, or another user logged in. */
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
