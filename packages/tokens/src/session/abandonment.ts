import { type Clock, elapsing } from '../clock.ts'

/** Tells a refresh that is on its way elsewhere from one that nobody will finish. */
export interface Abandonment {
  /** Whether what the store holds has been seen unchanged for so long that whoever left the mark has given up. */
  isAbandoned(text: string | undefined): boolean
}

/** Watches by this machine's clock from when it saw the mark: those of machines differ. */
export function createAbandonment(clock: Clock, afterMs: number): Abandonment {
  let seen: string | undefined
  let since = 0
  return {
    isAbandoned(text) {
      if (text !== seen) {
        seen = text
        since = elapsing(clock)
      }
      return elapsing(clock) - since >= afterMs
    },
  }
}
