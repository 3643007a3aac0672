import type { OidcClientSettings } from '@grantkit/oidc'
import { systemClock } from '@grantkit/tokens/internal/clock'
import { createWebLock } from '@grantkit/tokens/web-lock'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import { type Chunks, chunks } from '../chunks.ts'
import type { ClientParts } from '../client-parts.ts'
import { createBrowserSession } from '../session/browser-session.ts'
import { lazyTokens } from '../session/lazy-tokens.ts'
import type { TokenHooks } from '../session/token-hooks.ts'
import { createAttempts } from '../sign-in/attempts.ts'
import { createSnapshotHolder } from '../snapshot.ts'
import { openDatabase } from '../store/database.ts'
import { sessionHint } from '../store/hint.ts'
import { loginRecords } from '../store/login-records.ts'
import { createMarks } from '../store/marks.ts'
import { safeStorage } from '../store/safe-storage.ts'
import { sessionStore } from '../store/session-store.ts'
import { lazyWorker } from '../worker/lazy-worker.ts'

/** The parts of a page's client, and the code of its steps. */
export interface PageParts extends ClientParts {
  chunks: Chunks
}

/** Makes the parts of a page's client. */
export function pageParts(given: BrowserClientSettings, signal: AbortSignal): PageParts {
  const { clientId, issuer, name = `${clientId}@${issuer}`, clock = systemClock() } = given
  const worker = given.worker && lazyWorker(given, name, chunks)
  // a worker keeps tokens and keys in its own memory
  const settings = worker ? { ...given, dpop: false, keep: 'memory' as const } : given
  const { keep = 'browser' } = settings
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
  const store = sessionStore({ settings, name, database, tab, chunks })
  const oidc = oidcSettings(settings, now)
  const sharedTokens = (hooks: TokenHooks) => async () => {
    const { createSharedTokens } = await chunks.tokens()
    return createSharedTokens({
      settings,
      oidc,
      name,
      clock,
      lock,
      store,
      validation: chunks.refreshedIdToken,
      ...hooks,
    })
  }
  const session = createBrowserSession({
    settings,
    store,
    openTokens: (hooks) => lazyTokens((worker?.tokens ?? sharedTokens)(hooks)),
    isOnlyStore: !worker && !settings.store,
    clock,
    database,
    hint,
    snapshot,
    chunks,
  })
  return {
    settings,
    worker,
    oidc,
    name,
    chunks,
    clock,
    lock,
    snapshot,
    records: loginRecords(name, shared, now),
    marks: createMarks(name, tab, (hint ?? worker) && shared),
    database,
    session,
    attempts: createAttempts(snapshot),
    navigate: (url) => (settings.navigate ? settings.navigate(url) : location.assign(url)),
    returned: () =>
      new Promise((resolve) => {
        addEventListener('pageshow', ({ persisted }) => persisted && resolve(), { signal })
        clock.sleep(10_000, signal).then(() => resolve())
      }),
  }
}

/** The settings for `@grantkit/oidc`: the setting `dpop` of the page becomes a DPoP signer. */
function oidcSettings(settings: BrowserClientSettings, now: () => number): OidcClientSettings {
  const { dpop: _, origins: __, onEvent: ___, store: ____, lock: _____, clock: ______, ...oidc } = settings
  return { ...oidc, now } as OidcClientSettings
}
