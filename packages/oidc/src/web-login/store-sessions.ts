import type { EndedSession, UserTokens } from '@grantkit/tokens'
import { pause, storeFailed, systemClock } from '@grantkit/tokens/internal'
import { createTokenSources } from '@grantkit/tokens/token-sources'
import { sha256 } from 'grantkit/internal/sha256'
import type { Cookies } from './cookies.ts'
import { createLogoutIndex } from './logout-index.ts'
import type { RequestHead } from './request-head.ts'
import { sessionDataIn, sessionDataOf, type WebSessionData } from './session-data.ts'
import { createSessionTokens } from './session-tokens.ts'
import type { Sessions } from './sessions.ts'
import { createSharedEntries } from './shared-entries.ts'
import type { WebPolicy } from './web-login-settings.ts'
import { webSessionOf } from './web-session.ts'

/** How often a request checks whether another one has completed the login, and the pauses in milliseconds. */
const looks = { times: 150, everyMs: 100 }

/** Sessions in a store. The cookie has only a random id, and the store has only its hash: nobody can make a cookie from it. */
export function createStoreSessions(policy: WebPolicy, cookies: Cookies): Sessions {
  const { client, maxMs } = policy
  const [store, lock] = [policy.store!, policy.lock!]
  const { issuer, now = Date.now, timeoutMs } = client.settings
  const clock = systemClock(client.settings.now)
  const make = createSessionTokens(policy)
  const tokensOf = createTokenSources((key) => make(key, store, lock))
  const entries = createSharedEntries('grantkit:web', { store, lock, now: client.settings.now, timeoutMs })
  const index = createLogoutIndex(entries, now)

  const idIn = (request: RequestHead): string | undefined => {
    const id = cookies.of(request).get(cookies.name) ?? ''
    return /^[\w-]{43}$/.test(id) ? id : undefined
  }
  const keyOf = (id: string): Promise<string> => sha256(`session ${id}`)
  const cookieOf = (id: string): string[] => [cookies.set(cookies.name, id, { maxAgeMs: maxMs })]
  const gone = (): string[] => [cookies.remove(cookies.name)]

  /** Reads a session, and ends it if it is too old. */
  const read = async (
    key: string,
    use?: boolean,
  ): Promise<{ tokens: UserTokens; scope?: string; data: WebSessionData } | undefined> => {
    const tokens = tokensOf.get(key)
    const found = await tokens.getSession({ use: use === true })
    const data = sessionDataIn(found?.data)
    if (!found || !data) {
      // an invented id takes no memory
      if (!found) tokensOf.release(key)
      return undefined
    }
    if (data.expiresAt > now()) return { ...found, tokens, data }
    await end(key)
    return undefined
  }
  const end = async (key: string, revoke = false): Promise<EndedSession | undefined> => {
    const tokens = tokensOf.get(key)
    const ended = await tokens.endSession({ revoke })
    tokensOf.release(key)
    if (ended?.failures?.some(({ what }) => what === 'store')) throw storeFailed(undefined)
    const user = sessionDataIn(ended?.data)?.user
    if (user) await index.remove(user, key)
    return ended
  }

  return {
    async find(request) {
      const id = idIn(request)
      const found = id && (await read(await keyOf(id), true))
      return found ? webSessionOf(found.tokens, found, client.settings, async () => new Headers()) : undefined
    },
    async claim({ id, transaction }) {
      const name = `login ${transaction.state}`
      const before = await entries.change(
        name,
        (text) => text ?? 'claimed',
        () => transaction.expiresAt - now(),
      )
      if (before === undefined) return 'claimed'
      const key = await keyOf(id)
      for (let times = 0; times < looks.times; times++) {
        if (await read(key)) return cookieOf(id)
        if ((await entries.read(name)) !== 'claimed') break
        await pause(clock, looks.everyMs)
      }
      return undefined
    },
    async abandon({ transaction }) {
      await entries.change(
        `login ${transaction.state}`,
        () => 'failed',
        () => transaction.expiresAt - now(),
      )
    },
    async start(request, { id, transaction }, login) {
      const [key, before] = [await keyOf(id), idIn(request)]
      const data = sessionDataOf(login, now(), maxMs)
      const { user, expiresAt } = data
      const tooMany = user ? await index.add(user, key, expiresAt) : []
      const { refreshParameters } = transaction
      const extras = { data, ...(refreshParameters && { refreshParameters: { ...refreshParameters } }) }
      await tokensOf.get(key).startSession(login.token, extras)
      // a logout may have come before the session was stored
      const isCurrent = !user || (await index.has(user, key))
      if (!isCurrent) await end(key)
      // the old session's tokens aren't revoked: they may belong to the same grant as the new ones
      if (before && before !== id) tooMany.push(await keyOf(before))
      for (const old of tooMany) await end(old)
      return isCurrent ? cookieOf(id) : undefined
    },
    async end(request) {
      const id = idIn(request)
      const key = id && (await keyOf(id))
      // if the store is down this throws, and the session doesn't change
      if (!key || !(await read(key))) return { setCookies: gone() }
      return { ended: await end(key, true), setCookies: gone() }
    },
    async endByServer(logout) {
      for (const key of await index.take(issuer, logout)) await end(key)
    },
    isUsed: async (id) => (await entries.read(`logout ${id}`)) !== undefined,
    async use(id, expiresAt) {
      await entries.change(
        `logout ${id}`,
        () => 'used',
        () => expiresAt - now(),
      )
    },
    async forget(request, sid) {
      const id = idIn(request)
      const found = id && (await read(await keyOf(id)))
      if (!id || (found && found.data.user?.sid !== sid)) return []
      return gone()
    },
  }
}
