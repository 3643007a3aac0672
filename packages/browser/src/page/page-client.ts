import { checkObject } from 'grantkit/internal/misuse'
import type { BrowserClient, SessionInfo } from '../browser-client.ts'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import { watchGestures } from '../page-life.ts'
import { signOut } from '../sign-out/sign-out.ts'
import { type Snapshot, serverSnapshot } from '../snapshot.ts'
import { followPage } from './follow-page.ts'
import { pageCallback } from './page-callback.ts'
import { pageFetch } from './page-fetch.ts'
import type { PageParts } from './page-parts.ts'
import { pageParts } from './page-parts.ts'
import { pageSignIn } from './page-sign-in.ts'
import { preload } from './preload.ts'

/** The client of a page, made of its parts. */
export function pageClient(settings: BrowserClientSettings): BrowserClient {
  const stop = new AbortController()
  const { signal } = stop
  const parts = pageParts(settings, signal)
  const { snapshot, session, attempts } = parts
  const hasGesture = watchGestures(signal)
  const { restored, first, handleCallback } = pageCallback(parts)
  const ready: Promise<Snapshot> = first.then(snapshot.get, snapshot.get)
  const source = session.source()
  followPage(parts, source, signal)
  if (settings.preload !== 'never') preload(ready, parts, signal)

  let leaving: ReturnType<BrowserClient['signOut']> | undefined
  const dispose = (): void => {
    stop.abort()
    attempts.dispose()
    session.dispose()
  }
  const client = {
    getSnapshot: snapshot.get,
    getServerSnapshot: () => serverSnapshot,
    subscribe: snapshot.subscribe,
    ready,
    ...pageSignIn(parts, { hasGesture, restored, ready, callback: first }),
    handleCallback,
    getSession: () => ready.then(() => sessionInfo(parts)),
    sessionId: () => source.sessionId?.(),
    getAccessToken: (options) => ready.then(() => source.getAccessToken(options)),
    fetch: pageFetch(parts, source, ready),
    forResource(target) {
      checkObject('target', target)
      const inner = session.source(target)
      return { ...inner, getAccessToken: (options) => ready.then(() => inner.getAccessToken(options)) }
    },
    signOut: (options) => {
      // a second click must not go to the server without the ID token
      leaving ??= signOut(parts, options).finally(() => {
        leaving = undefined
      })
      return leaving
    },
    dispose,
  } satisfies Omit<BrowserClient, symbol>
  const { dispose: using } = Symbol as { dispose?: symbol }
  return Object.assign(client, using && { [using]: dispose }) as unknown as BrowserClient
}

async function sessionInfo({ session }: PageParts): Promise<SessionInfo | undefined> {
  const { data, sessionId = '', scope } = (await session.read()) ?? {}
  if (!data) return undefined
  const { user, startedAt } = data
  return { ...(user && { user }), ...(scope !== undefined && { scope }), sessionId, startedAt }
}
