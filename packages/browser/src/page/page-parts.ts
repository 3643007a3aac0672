import type { OidcClientSettings } from '@grantkit/oidc'
import { createWebLock } from '@grantkit/tokens/web-lock'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import { chunks } from '../chunks.ts'
import type { ClientParts } from '../client-parts.ts'
import { pageClock } from '../page-clock.ts'
import { createBrowserSession } from '../session/browser-session.ts'
import { createAttempts } from '../sign-in/attempts.ts'
import { createSnapshotHolder } from '../snapshot.ts'
import { openDatabase } from '../store/database.ts'
import { sessionHint } from '../store/hint.ts'
import { loginRecords } from '../store/login-records.ts'
import { createMarks } from '../store/marks.ts'
import { safeStorage } from '../store/safe-storage.ts'
import { sessionStore } from '../store/session-store.ts'

/** Makes the parts of a page's client. */
export function pageParts(settings: BrowserClientSettings, signal: AbortSignal): ClientParts {
  const { clientId, issuer, name = `${clientId}@${issuer}`, keep = 'browser', clock = pageClock } = settings
  const now = settings.now ?? (() => clock.now())
  const lock = settings.lock ?? createWebLock()
  const snapshot = createSnapshotHolder()
  const tab = safeStorage('sessionStorage')
  const shared = safeStorage('localStorage')
  const isMemory = keep === 'memory' && !settings.store
  const database = openDatabase(isMemory ? undefined : `grantkit:${name}`, clock, () =>
    snapshot.change({ storage: 'memory' }),
  )
  const hint = keep === 'browser' ? sessionHint(name, shared) : undefined
  const store = sessionStore({ settings, name, database, tab, chunks, signal })
  const oidc = oidcSettings(settings, now)
  const session = createBrowserSession({ settings, oidc, name, clock, lock, store, database, hint, snapshot, chunks })
  return {
    settings,
    oidc,
    name,
    chunks,
    clock,
    lock,
    snapshot,
    records: loginRecords(name, shared, now),
    marks: createMarks(name, tab, hint && shared),
    database,
    session,
    attempts: createAttempts(snapshot),
    navigate: (url) => (settings.navigate ? settings.navigate(url) : location.assign(url)),
    returned: () =>
      new Promise((resolve) =>
        addEventListener('pageshow', ({ persisted }) => persisted && resolve(), { signal, once: true }),
      ),
  }
}

/** What `@grantkit/oidc` takes; it has a DPoP signer where a page has a setting. */
function oidcSettings(settings: BrowserClientSettings, now: () => number): OidcClientSettings {
  const { dpop: _, origins: __, onEvent: ___, store: ____, lock: _____, clock: ______, ...oidc } = settings
  return { ...oidc, now } as OidcClientSettings
}
