import { type Grant, tokenBy } from './grant.ts'
import type { HeldToken } from './held-token.ts'
import { Pause } from './pause.ts'
import { createRefreshTimer } from './refresh-timer.ts'
import { createRefreshingSource, type RefreshingSource, type Wanted } from './refreshing-source.ts'
import { emitterOf } from './source-events.ts'

/** A source that gets its tokens with a grant, and shares them through the store if there is one. */
export function createGrantSource(grant: Grant): RefreshingSource {
  const pause = new Pause()
  return createRefreshingSource(
    (wanted) => refresh(grant, pause, wanted),
    grant.settings.clock,
    grant.settings.renewInBackground ? createRefreshTimer : undefined,
  )
}

// a module function, because closures would be created for each of many sources
async function refresh(grant: Grant, pause: Pause, wanted: Wanted): Promise<HeldToken> {
  const { settings, grantType } = grant
  const emit = emitterOf(settings, grantType)
  if (settings.store || settings.lock) {
    // the code for shared tokens is loaded only if there is a store
    const shared = await import('./shared-grant.ts').catch(() => emit('store.failed'))
    if (shared) return shared.refreshShared(grant, pause, wanted, emit)
  }
  const attempt = await grant.begin()
  pause.refuse(settings.clock, wanted.forced)
  return tokenBy(attempt, settings, pause, emit)
}
