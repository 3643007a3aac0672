import { misuse } from 'grantkit/internal/misuse'
import type { BrowserClient } from './browser-client.ts'
import { serverSnapshot } from './snapshot.ts'

/** The client on a server: its status is always `restoring`, and calls that need a page reject. */
export function serverClient(): BrowserClient {
  const refuse = async (): Promise<never> => misuse('client', 'one that runs in a page: this one runs on a server')
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
