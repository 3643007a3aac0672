import { createMemoryStore, type TokenStore } from '@grantkit/tokens'
import { createTokenSources } from '@grantkit/tokens/token-sources'
import type { Cookies } from './cookies.ts'
import type { RequestHead } from './request-head.ts'
import type { Seal } from './sealed.ts'
import { sessionDataIn, sessionDataOf } from './session-data.ts'
import { isNewer, type SessionText, smallerTexts } from './session-text.ts'
import { createSessionTokens } from './session-tokens.ts'
import { SessionTooLarge } from './session-too-large.ts'
import type { Sessions } from './sessions.ts'
import type { WebPolicy } from './web-login-settings.ts'
import { type WebSession, webSessionOf } from './web-session.ts'

/** The size limit of one cookie in browsers, and the number of cookies for a session: servers refuse requests with larger headers. */
const most = { cookies: 3, bytes: 3800 }
/** How many sessions this process remembers. */
const mostSessions = 10_000
/** Marks a session that was ended here. */
const ended = 'ended'

/**
 * Sessions in sealed cookies. Only requests in the same process share a refresh. An ended session has ended
 * only in this process: a copy of its cookies works elsewhere until its refresh token is refused or it expires.
 */
export function createCookieSessions(policy: WebPolicy, cookies: Cookies, seal: Seal): Sessions {
  const { client, maxMs } = policy
  const { settings } = client
  const { now = Date.now } = settings
  const { name } = cookies
  // requests with older cookies get the refreshed tokens
  const known = createMemoryStore({ maxEntries: mostSessions, now })
  const make = createSessionTokens(policy)
  const tokensOf = createTokenSources((id) => make(id, storeOf(id)), { maxSources: mostSessions })
  const names = Array.from({ length: most.cookies }, (_, at) => (at ? `${name}-${at}` : name))

  /** A store of one session; it ignores the key. */
  function storeOf(id: string): TokenStore {
    return {
      get: () => known.get(id),
      set: (_, text, options) => known.set(id, text, options),
      delete: () => known.delete(id),
    }
  }
  const open = async (request: RequestHead): Promise<SessionText | undefined> => {
    const all = cookies.of(request)
    const [, count = '', first = ''] = /^([1-9])~(.*)$/.exec(all.get(name) ?? '') ?? []
    const parts = [first, ...names.slice(1, Number(count)).map((each) => all.get(each) ?? '')]
    const opened = await seal.open('session', parts.join(''), now())
    const [id, text] = Array.isArray(opened) ? opened : []
    return id && { id, text }
  }
  /** The session of a request: from this process or from the cookies, whichever is newer. */
  const find = async (request: RequestHead, use: boolean) => {
    const brought = await open(request)
    if (!brought) return undefined
    const { id, text } = brought
    for (let tries = 0; tries < 3; tries++) {
      const mine = await known.get(id)
      if (mine === ended) return undefined
      if (mine !== undefined && !isNewer(text, mine)) break
      if (await known.set(id, text, { expected: mine ?? null, ttlMs: maxMs })) break
    }
    const tokens = tokensOf.get(id)
    const session = await tokens.getSession({ use })
    const data = sessionDataIn(session?.data)
    return session && data && data.expiresAt > now() ? { ...session, ...{ id, text, tokens, data } } : undefined
  }
  const remove = (request: RequestHead): string[] => {
    const all = cookies.of(request)
    return names.filter((each) => all.has(each)).map((each) => cookies.remove(each))
  }
  /** The cookies of the session in this process; none if the browser already has them or a refresh is running. */
  const setCookies = async (
    request: RequestHead,
    { id, text: brought }: Partial<SessionText> & { id: string },
    expiresAt: number,
  ): Promise<string[]> => {
    const text = await known.get(id)
    if (text === undefined || text === ended || /"(attempt|ended)":\{/.test(text)) return []
    let size = 0
    for (const each of smallerTexts(text)) {
      if (each === brought) return []
      const sealed = await seal.seal('session', [id, each], expiresAt)
      const parts = sealed.match(new RegExp(`.{1,${most.bytes - name.length - 4}}`, 'g')) ?? []
      size ||= sealed.length
      if (parts.length > most.cookies) continue
      const maxAgeMs = expiresAt - now()
      const set = parts.map((part, at) =>
        cookies.set(names[at] ?? name, at ? part : `${parts.length}~${part}`, { maxAgeMs }),
      )
      const all = cookies.of(request)
      const others = names.slice(parts.length).filter((other) => all.has(other))
      return [...set, ...others.map((other) => cookies.remove(other))]
    }
    throw new SessionTooLarge(size, most.cookies * most.bytes, text)
  }
  const end = async (id: string, revoke: boolean) => {
    const session = await tokensOf.get(id).endSession({ revoke })
    tokensOf.release(id)
    // a copy of its cookies must not restore it
    await known.set(id, ended, { ttlMs: maxMs })
    return session
  }

  return {
    async find(request): Promise<WebSession | undefined> {
      const found = await find(request, true)
      if (!found) return undefined
      const headers = async (): Promise<Headers> => {
        const result = new Headers()
        for (const each of await setCookies(request, found, found.data.expiresAt)) result.append('Set-Cookie', each)
        return result
      }
      return webSessionOf(found.tokens, found, settings, headers)
    },
    // the client never sends a code twice, but other processes don't know that it was sent
    claim: async () => 'claimed',
    abandon: async () => {},
    async start(request, { id, transaction }, login) {
      const data = sessionDataOf(login, now(), maxMs)
      const { refreshParameters } = transaction
      const extras = { data, ...(refreshParameters && { refreshParameters: { ...refreshParameters } }) }
      const before = await open(request)
      await tokensOf.get(id).startSession(login.token, extras)
      try {
        const set = await setCookies(request, { id }, data.expiresAt)
        if (before && before.id !== id) await end(before.id, false)
        return set
      } catch (error) {
        await end(id, true)
        throw error
      }
    },
    async end(request) {
      const found = await find(request, false)
      return { ended: found && (await end(found.id, true)), setCookies: remove(request) }
    },
    async forget(request, sid) {
      const found = await find(request, false)
      if (found && found.data.user?.sid !== sid) return []
      if (found) await end(found.id, false)
      return remove(request)
    },
  }
}
