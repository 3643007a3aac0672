import type { Emit } from './token-event.ts'

/** Collects events while the lock is held, so that no hook runs under it. */
export function eventQueue(emit: Emit): { later: Emit; flush: () => void } {
  const events: Parameters<Emit>[] = []
  return {
    later: (...event) => void events.push(event),
    flush: () => {
      for (const event of events.splice(0)) emit(...event)
    },
  }
}
