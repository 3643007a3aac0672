import { misuse } from 'grantkit/internal/misuse'
import type { BrowserClient } from './browser-client.ts'
import { serverSnapshot } from './snapshot.ts'

/** The client of a server: it stays `restoring`, and calls that need a page are refused. */
export function serverClient(): BrowserClient {
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
