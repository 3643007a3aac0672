import type { IdTokenClaims } from '@grantkit/jose'
import type { BrowserClient } from './browser-client.ts'
import { createSnapshotHolder, type Snapshot, type SnapshotChange, serverSnapshot } from './snapshot.ts'

/** A client without network, storage or server, whose state a test sets. */
export interface TestClient extends BrowserClient {
  /** Changes the snapshot; `undefined` removes a member. */
  set(change: SnapshotChange): void
  /** The methods that were called, with their first arguments. */
  readonly calls: { name: string; argument: unknown }[]
}

/**
 * A client for tests of components. It starts with the snapshot that you pass: signed out if you pass none. `signIn` signs in
 * the user of `claims`, and `signOut` signs out.
 *
 * @example
 * ```ts
 * const auth = createTestClient({ status: 'signed_in', user: { iss: 'https://demo.example', sub: 'alice', aud: 'spa', exp: 0, iat: 0 } })
 * auth.set({ status: 'signed_out', user: undefined, reason: 'revoked' })
 * ```
 */
export function createTestClient(
  snapshot: Snapshot = { status: 'signed_out', reason: 'no_session' },
  claims: IdTokenClaims = { iss: 'https://demo.example', sub: 'alice', aud: 'test', exp: 4_102_444_800, iat: 0 },
): TestClient {
  const holder = createSnapshotHolder()
  const calls: TestClient['calls'] = []
  holder.change(snapshot)
  const called = (name: string, argument?: unknown): void => void calls.push({ name, argument })
  const { subscribe, change: set, get: getSnapshot } = holder
  const ready = new Promise<Snapshot>((resolve) => {
    const check = (): void => {
      if (getSnapshot().status !== 'restoring') resolve(getSnapshot())
    }
    check()
    subscribe(check)
  })
  const signIn: BrowserClient['signIn'] = async (options) => {
    called('signIn', options)
    set({ status: 'signed_in', user: claims, sessionId: 'test', reason: undefined })
    return { status: 'completed', user: claims, userChanged: false, returnTo: options?.returnTo ?? '/' }
  }
  const getAccessToken: BrowserClient['getAccessToken'] = async (options) => {
    called('getAccessToken', options)
    if (getSnapshot().status !== 'signed_in') throw new Error('nobody is signed in')
    return { accessToken: 'test-access-token', tokenType: 'Bearer' }
  }
  const client = {
    set,
    calls,
    getSnapshot,
    getServerSnapshot: () => serverSnapshot,
    subscribe,
    ready,
    signIn,
    ensureSignedIn: async (options) =>
      getSnapshot().status === 'signed_in' ? { status: 'signed_in' } : signIn(options),
    checkSignOn: async () => ({ status: 'not_now' }),
    handleCallback: async () => ({ status: 'none' }),
    async getSession() {
      const { status, user, scope, sessionId = 'test' } = getSnapshot()
      if (status !== 'signed_in') return undefined
      return { ...(user && { user }), ...(scope !== undefined && { scope }), sessionId, startedAt: 0 }
    },
    sessionId: () => getSnapshot().sessionId,
    getAccessToken,
    fetch: async (input) => {
      called('fetch', input)
      return new Response('{}', { headers: { 'content-type': 'application/json' } })
    },
    forResource: () => ({ getAccessToken }),
    async signOut(options) {
      called('signOut', options)
      set({ status: 'signed_out', user: undefined, sessionId: undefined, scope: undefined, reason: 'signed_out' })
      return { status: 'signed_out', revocation: 'skipped', server: 'skipped' }
    },
    dispose: () => called('dispose'),
  } satisfies Omit<TestClient, symbol>
  const { dispose: using } = Symbol as { dispose?: symbol }
  return Object.assign(client, using && { [using]: client.dispose }) as unknown as TestClient
}
