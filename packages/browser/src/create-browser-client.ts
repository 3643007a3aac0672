import type { OidcClientSettings } from '@grantkit/oidc'
import { safeReturnTo } from '@grantkit/oidc/return-to'
import { createWebLock, type TokenFetch, type TokenStore } from '@grantkit/tokens'
import { misuse } from 'grantkit/internal'
import type { BrowserClient } from './browser-client.ts'
import { type BrowserClientSettings, checkSettings } from './browser-client-settings.ts'
import { type CallbackResult, failed } from './callback/callback-result.ts'
import { type Claim, claimOf, cleanAddress } from './callback/claim-callback.ts'
import { chunks } from './chunks.ts'
import type { ClientParts } from './client-parts.ts'
import { pageClock } from './page-clock.ts'
import { isPrerendering, watchGestures, watchPage } from './page-life.ts'
import { createBrowserSession } from './session/browser-session.ts'
import { sessionSigner } from './session/session-signer.ts'
import { createAttempts } from './sign-in/attempts.ts'
import { openPopup } from './sign-in/open-popup.ts'
import type { SignInOptions, SignInResult } from './sign-in/sign-in-options.ts'
import type { SignInStart } from './sign-in/start-sign-in.ts'
import { createSnapshotHolder, type Snapshot, serverSnapshot } from './snapshot.ts'
import { databaseStore, openDatabase } from './store/database.ts'
import { sessionHint } from './store/hint.ts'
import { loginRecords } from './store/login-records.ts'
import { safeStorage } from './store/safe-storage.ts'
import { tabMarks } from './store/tab-marks.ts'
import { tabStore } from './store/tab-store.ts'

/**
 * Login for a page: it reads the page's URL, restores the session, and keeps all tabs together. Create one client for the
 * page, before a router starts. On a server it does nothing and stays `restoring`.
 *
 * @throws {TypeError} for a mistake in the settings, naming the field and the fix.
 *
 * @example
 * ```ts
 * const auth = createBrowserClient({
 *   issuer: 'https://demo.example', clientId: 'spa', redirectUri: `${location.origin}/callback`,
 *   scope: 'openid profile offline_access', origins: ['https://api.example'],
 * })
 * auth.subscribe(() => render(auth.getSnapshot()))
 * ```
 */
export function createBrowserClient(settings: BrowserClientSettings): BrowserClient {
  checkSettings(settings)
  return typeof document === 'undefined' ? inertClient() : pageClient(settings)
}

function pageClient(settings: BrowserClientSettings): BrowserClient {
  const stop = new AbortController()
  const parts = partsOf(settings, stop.signal)
  const { snapshot, session, marks, attempts, records } = parts
  const { issuer, clientId, origins = [], onEvent } = settings

  const hasGesture = watchGestures(stop.signal)
  const url = location.href
  const none: Claim = { kind: 'none' }
  const claim = settings.callback === 'manual' ? none : claimOf(url, records, issuer, clientId)
  // in the same task, before a router or a script of somebody else's reads it
  if (/login|logout/.test(claim.kind) && !isPrerendering()) cleanAddress(url)
  const isPending = claim.kind === 'login' || marks.get('exchanging') !== undefined
  if (isPending) session.hold()
  const restored = session.look()

  const run = async (what: Claim): Promise<CallbackResult> => {
    await restored
    if (what.kind === 'foreign') return { status: 'foreign' }
    if (what.kind === 'none' && !marks.get('exchanging')) return { status: 'none' }
    try {
      const { handleCallback } = await chunks.callback()
      return await handleCallback(parts, what)
    } catch (error) {
      if (error instanceof TypeError && /: pass /.test(error.message)) throw error
      return moduleUnavailable()
    } finally {
      await session.release()
    }
  }
  const callback = run(claim)
  const callbacks = new Map([[url, callback]])
  const ready = callback.then(
    () => snapshot.get(),
    () => snapshot.get(),
  )

  const moduleUnavailable = () => {
    const text = 'A part of this app could not be loaded. Please reload the page.'
    return failed('module_unavailable', text, here(parts.oidc), { transient: true })
  }

  const signInBy = async <Result>(
    start: SignInStart,
    begin: (chunk: Awaited<ReturnType<typeof chunks.signIn>>) => Promise<Result>,
  ): Promise<Result | SignInResult> => {
    const chunk = await chunks.signIn().catch(() => undefined)
    if (chunk) return begin(chunk)
    start.popup?.close()
    return moduleUnavailable()
  }
  const startOf = ({ mode, popup }: SignInOptions): SignInStart => {
    if (mode !== undefined && mode !== 'redirect' && mode !== 'popup') misuse('mode', "'redirect' or 'popup'")
    return { gesture: hasGesture(), popup: mode === 'popup' ? openPopup(popup) : undefined }
  }

  let ensuring: ReturnType<BrowserClient['ensureSignedIn']> | undefined
  let loadingFetch: Promise<TokenFetch> | undefined
  const source = session.source()
  const tokenFetch = async (): Promise<TokenFetch> => {
    const { createTokenFetch } = await chunks.fetch()
    const { dpop, onEvent: _, fetch: send, now, allowInsecureHttp } = settings
    return createTokenFetch(source, {
      origins,
      ...(send && { fetch: send as TokenFetch }),
      ...(now && { now }),
      ...(allowInsecureHttp && { allowInsecureHttp }),
      ...(onEvent && { onEvent }),
      ...(dpop && { dpop: sessionSigner(session) }),
    })
  }

  const stopWatching = watchPage(`grantkit:${parts.name}:session`, {
    onReturn() {
      attempts.settleRedirect({ status: 'came_back' })
      snapshot.change({ signingOut: undefined })
      void session.look()
    },
    onHint: () => void session.look(),
    onWake() {
      void session.look().then(() => {
        if (settings.renew === 'while-visible' && snapshot.get().status === 'signed_in')
          source.getAccessToken().catch(() => {})
      })
    },
  })
  if (settings.preload !== 'never') preload(ready, snapshot.get, stop.signal)

  const dispose = (): void => {
    stop.abort()
    stopWatching()
    attempts.dispose()
    session.dispose()
  }
  const { dispose: using } = Symbol as { dispose?: symbol }
  const client = {
    getSnapshot: snapshot.get,
    getServerSnapshot: () => serverSnapshot,
    subscribe: snapshot.subscribe,
    ready,
    signIn: async (options: SignInOptions = {}) => {
      const start = startOf(options)
      return signInBy(start, ({ startSignIn }) => restored.then(() => startSignIn(parts, options, start)))
    },
    ensureSignedIn(options: SignInOptions = {}) {
      if (ensuring) return ensuring
      const start = startOf(options)
      ensuring = ready.then(() => signInBy(start, ({ signInIfNeeded }) => signInIfNeeded(parts, options, start)))
      const forget = (): void => {
        ensuring = undefined
      }
      ensuring.then(forget, forget)
      return ensuring
    },
    checkSignOn: async (options: SignInOptions = {}) =>
      signInBy({ gesture: false }, ({ checkSignOnNow }) => checkSignOnNow(parts, options, callback)) as ReturnType<
        BrowserClient['checkSignOn']
      >,
    handleCallback(given?: string) {
      const at = given ?? (settings.callback === 'manual' ? location.href : url)
      let result = callbacks.get(at)
      if (!result || (given === undefined && settings.callback === 'manual')) {
        result = run(claimOf(at, records, issuer, clientId))
        callbacks.set(at, result)
      }
      return result
    },
    async getSession() {
      await ready
      const { data, sessionId = '', scope } = (await session.read()) ?? {}
      if (!data) return undefined
      const { user, startedAt } = data
      return { ...(user && { user }), ...(scope !== undefined && { scope }), sessionId, startedAt }
    },
    sessionId: () => source.sessionId?.(),
    getAccessToken: (options?: Parameters<BrowserClient['getAccessToken']>[0]) =>
      ready.then(() => source.getAccessToken(options)),
    async fetch(...args: Parameters<TokenFetch>) {
      loadingFetch ??= tokenFetch()
      loadingFetch.catch(() => {
        loadingFetch = undefined
      })
      const [send] = await Promise.all([loadingFetch, ready])
      return send(...args)
    },
    forResource(target: Parameters<BrowserClient['forResource']>[0]) {
      const inner = session.source(target)
      return { ...inner, getAccessToken: (options) => ready.then(() => inner.getAccessToken(options)) }
    },
    async signOut(options: Parameters<BrowserClient['signOut']>[0] = {}) {
      snapshot.change({ signingOut: true })
      marks.set('signedOut', true)
      const ended = await session.end('signed_out')
      try {
        const { leave } = await chunks.signOut()
        const result = await leave(parts, ended, options)
        // the page is on its way: what comes after the sign-out must not overtake it
        if (result.server === 'navigated' && !settings.navigate) await parts.returned()
        return result
      } catch {
        return { status: 'signed_out', revocation: 'failed', server: 'failed' }
      } finally {
        snapshot.change({ signingOut: undefined })
      }
    },
    dispose,
  } satisfies BrowserClient | object
  return Object.assign(client, using && { [using]: dispose }) as unknown as BrowserClient
}

function partsOf(settings: BrowserClientSettings, signal: AbortSignal): ClientParts {
  const { clientId, issuer, name = `${clientId}@${issuer}`, keep = 'browser', clock = pageClock } = settings
  const now = settings.now ?? (() => clock.now())
  const lock = settings.lock ?? createWebLock()
  const snapshot = createSnapshotHolder()
  const tab = safeStorage('sessionStorage')
  const shared = safeStorage('localStorage')
  const isShared = keep === 'browser' && !settings.store
  const isMemory = keep === 'memory' && !settings.store
  const database = openDatabase(isMemory ? undefined : `grantkit:${name}`, clock, () =>
    snapshot.change({ storage: 'memory' }),
  )
  const hint = keep === 'browser' ? sessionHint(name, shared) : undefined
  const oidc = oidcSettings(settings, now)
  const inTab = keep === 'tab' && !settings.store ? tabStore(name, tab, () => crypto.randomUUID()) : undefined
  signal.addEventListener('abort', () => inTab?.dispose())
  const plain = settings.store ?? inTab ?? databaseStore(database)
  const store = settings.encrypt && isShared ? lazyStore(() => encrypted(plain, database)) : plain
  const session = createBrowserSession({ settings, oidc, name, clock, lock, store, database, hint, snapshot })
  return {
    settings,
    oidc,
    name,
    chunks,
    clock,
    lock,
    snapshot,
    records: loginRecords(name, shared, now),
    marks: tabMarks(name, tab),
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

async function encrypted(store: TokenStore, database: ClientParts['database']): Promise<TokenStore> {
  const { encryptStore } = await chunks.encryption()
  return encryptStore(store, database)
}

/** A store whose code is loaded at the first use. */
function lazyStore(open: () => Promise<TokenStore>): TokenStore {
  let opened: Promise<TokenStore> | undefined
  const store = (): Promise<TokenStore> => {
    opened ??= open()
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }
  return {
    get: async (key) => (await store()).get(key),
    set: async (key, value, options) => (await store()).set(key, value, options),
    delete: async (key) => (await store()).delete(key),
  }
}

/** Where the page is now, as a `returnTo`. */
function here({ redirectUri, basePath }: OidcClientSettings): string {
  return safeReturnTo(location.pathname + location.search + location.hash, redirectUri, basePath)
}

/** Loads what the next click needs, when the page has nothing else to do. */
function preload(ready: Promise<Snapshot>, get: () => Snapshot, signal: AbortSignal): void {
  const load = (): void => {
    if (signal.aborted) return
    const wanted = get().status === 'signed_in' ? [chunks.fetch, chunks.signOut] : [chunks.signIn]
    for (const chunk of wanted) chunk().catch(() => {})
  }
  ready.then(() => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(load)
    else setTimeout(load, 200)
  })
}

/** On a server nobody is known, and nothing can be done. */
function inertClient(): BrowserClient {
  const refuse = async (): Promise<never> => misuse('client', 'calls like this in a page, for this is a server')
  return {
    getSnapshot: () => serverSnapshot,
    getServerSnapshot: () => serverSnapshot,
    subscribe: () => () => {},
    ready: Promise.resolve(serverSnapshot),
    signIn: refuse,
    ensureSignedIn: refuse,
    checkSignOn: refuse,
    handleCallback: async () => ({ status: 'none' }),
    getSession: async () => undefined,
    getAccessToken: refuse,
    fetch: refuse,
    forResource: () => ({ getAccessToken: refuse }),
    signOut: refuse,
    dispose: () => {},
  } as unknown as BrowserClient
}
