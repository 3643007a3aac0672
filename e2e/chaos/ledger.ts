import type { TokenEvent } from '@grantkit/tokens'
import type { Call } from './least-refreshes.ts'
import type { FromWorker } from './messages.ts'

/** What the processes have told, all of it together. */
export interface Ledger {
  /** Who has told anything. */
  heard: Set<string>
  /** The answered calls, by session. */
  calls: Call[][]
  /** How many calls were refused, by error. */
  refused: Record<string, number>
  events: { session: number; worker: string; event: TokenEvent }[]
  /** The requests that were given up when the time for them was over. */
  gaveUp: Set<string>
  slowestMs: number
  hear(worker: string, message: FromWorker): void
}

export function createLedger(sessions: number): Ledger {
  const ledger: Ledger = {
    heard: new Set(),
    calls: Array.from({ length: sessions }, () => []),
    refused: {},
    events: [],
    gaveUp: new Set(),
    slowestMs: 0,
    hear(worker, { calls, skewMs, refused, events, gaveUp, slowestMs }) {
      ledger.heard.add(worker)
      for (const [session, made] of Object.entries(calls)) {
        const list = ledger.calls[Number(session)]
        for (const [at, leftMs, tookMs] of made) list?.push({ at, worker, skewMs, leftMs, tookMs })
      }
      for (const [kind, count] of Object.entries(refused)) ledger.refused[kind] = (ledger.refused[kind] ?? 0) + count
      for (const { session, event } of events) ledger.events.push({ session, worker, event })
      for (const request of gaveUp) ledger.gaveUp.add(request)
      ledger.slowestMs = Math.max(ledger.slowestMs, slowestMs)
    },
  }
  return ledger
}
