import { setImmediate } from 'node:timers/promises'
import { stubFetch } from '../stub-fetch.ts'

/** The stub with a counter. It responds only after all callers have called, as a real server would. */
export function countedFetch(): { fetch: typeof globalThis.fetch; requests: () => number } {
  let requests = 0
  return {
    async fetch(input, init) {
      requests++
      await setImmediate()
      return stubFetch(input, init)
    },
    requests: () => requests,
  }
}
