import type { Emit } from './token-event.ts'

/** Collects events while the lock is held, so that no hook runs under it. */
export function collector(emit: Emit): { later: Emit; tell: () => void } {
  const events: Parameters<Emit>[] = []
  return {
    later: (...event) => void events.push(event),
    tell: () => {
      for (const event of events.splice(0)) emit(...event)
    },
  }
}
