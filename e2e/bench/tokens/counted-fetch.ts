import { setImmediate } from 'node:timers/promises'
import { stubFetch } from '../stub-fetch.ts'

/** The stub, which counts what it is asked, and answers as no server does before the callers are done calling. */
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
