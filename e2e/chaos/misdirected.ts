import type { Call } from './least-refreshes.ts'
import type { Origin } from './lineage.ts'
import { type Evidence, replacedAt } from './verdict.ts'

/** The returned tokens by session, and their logins. */
export interface Served {
  calls: readonly (readonly Call[])[]
  origins: ReadonlyMap<string, Origin>
  /** The login of each access token, as reported with it. */
  sessionIds: ReadonlyMap<string, ReadonlySet<string>>
  logins: Evidence['logins']
  /** How long a token may still be returned after another login was stored, in milliseconds. Without a channel: until it expires. */
  graceMs: number
}

/**
 * Tokens that were returned wrongly: for another session, as another login's, or to a call that began more than `graceMs` after another
 * login was stored.
 */
export function misdirected({ calls, origins, sessionIds, logins, graceMs }: Served): string[] {
  const faults = new Set<string>()
  const names = new Map<string, string>()
  calls.forEach((made, session) => {
    for (const { accessToken = '', at, tookMs, worker, tab } of made) {
      const origin = origins.get(accessToken)
      if (!origin) faults.add(`session ${session}: a token that no login led to`)
      else if (origin.session !== session) faults.add(`session ${session}: a token of session ${origin.session}`)
      else {
        const replaced = replacedAt(origin, { logins })
        if (replaced !== undefined && at - tookMs > replaced + graceMs)
          faults.add(`session ${session}: ${worker} ${tab} was served login ${origin.login} too long after the next`)
        for (const sessionId of sessionIds.get(accessToken) ?? []) {
          const login = `session ${session}, login ${origin.login}`
          const named = names.get(sessionId) ?? login
          names.set(sessionId, named)
          if (named !== login) faults.add(`${login}: a token under the name of ${named}`)
        }
      }
    }
  })
  return [...faults]
}
