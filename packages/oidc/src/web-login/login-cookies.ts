import { misuse } from 'grantkit/internal/misuse'
import type { LoginServer } from '../login/login-server.ts'
import type { LoginTransaction } from '../login/login-transaction.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { Cookies } from './cookies.ts'
import type { RequestHead } from './request-head.ts'
import type { Seal } from './sealed.ts'

/** One attempt to sign in. */
export interface WebLoginRecord {
  /** The id of the session that begins. The browser gets it when the login is complete. */
  id: string
  transaction: Omit<LoginTransaction, 'server'>
}

/** The attempts of one browser, each in its own sealed cookie. */
export interface LoginCookies {
  /** The `Set-Cookie` headers that keep an attempt, and remove the oldest ones if there are too many. */
  keep(request: RequestHead, record: WebLoginRecord): Promise<string[]>
  /** The attempt that a `state` belongs to; undefined if the browser has none. */
  find(request: RequestHead, state: string): Promise<WebLoginRecord | undefined>
  /** The `Set-Cookie` headers that remove it. */
  drop(request: RequestHead, state: string): string[]
}

/** How many attempts there may be, and how many bytes they may take: servers refuse requests with more than 8 kB of headers. */
const most = { cookies: 5, bytes: 6000, bytesOfOne: 3800 }

export function createLoginCookies(
  cookies: Cookies,
  seal: Seal,
  { issuer, clientId, redirectUri, responseMode = '', now = Date.now }: OidcClientSettings,
): LoginCookies {
  // the time, to find the oldest, and the first characters of the state
  const pattern = new RegExp(`^${cookies.name}-login-([0-9a-z]+)-([\\w-]{12})$`)
  const own = (request: RequestHead) =>
    [...cookies.of(request)].flatMap(([name, value]) => {
      const [, time = '', mark = ''] = pattern.exec(name) ?? []
      return time ? [{ name, value, mark, bytes: name.length + value.length, at: Number.parseInt(time, 36) }] : []
    })
  // the server's form post comes from another site
  const crossSite = responseMode.startsWith('form_post')
  const remove = (name: string) => cookies.remove(name, { crossSite })
  const packed = async ({ id, transaction }: WebLoginRecord): Promise<string> => {
    // already in the settings
    const { v: _, kind: _kind, issuer: _issuer, clientId: _clientId, redirectUri: _uri, ...kept } = transaction
    return seal.seal('login', [id, kept], transaction.expiresAt)
  }

  return {
    async keep(request, record) {
      const { state, createdAt, expiresAt } = record.transaction
      const name = `${cookies.name}-login-${createdAt.toString(36)}-${state.slice(0, 12)}`
      let value = await packed(record)
      // the path is too long for a cookie
      if (value.length > most.bytesOfOne)
        value = await packed({ ...record, transaction: { ...record.transaction, returnTo: '/' } })
      if (value.length > most.bytesOfOne)
        misuse('data and refreshParameters', `less: the sealed login takes ${value.length} bytes of ${most.bytesOfOne}`)
      const others = own(request).sort((a, b) => b.at - a.at)
      let bytes = name.length + value.length
      const tooMany = others.filter((each, index) => {
        bytes += each.bytes
        return index >= most.cookies - 1 || bytes > most.bytes
      })
      const set = cookies.set(name, value, { maxAgeMs: expiresAt - createdAt, crossSite })
      return [set, ...tooMany.map((each) => remove(each.name))]
    },
    async find(request, state) {
      for (const { mark, value } of own(request)) {
        if (mark !== state.slice(0, 12)) continue
        const found = await seal.open('login', value, now())
        const [id, kept] = (found ?? []) as [string, Partial<LoginTransaction>]
        if (kept?.state !== state) continue
        const settled = { v: 1, kind: 'login', issuer, clientId, redirectUri } as const
        return { id, transaction: { ...kept, ...settled } as WebLoginRecord['transaction'] }
      }
      return undefined
    },
    drop: (request, state) =>
      own(request)
        .filter(({ mark }) => mark === state.slice(0, 12))
        .map(({ name }) => remove(name)),
  }
}

/** The record as the client needs it. */
export function transactionOf({ transaction }: WebLoginRecord, server: LoginServer): LoginTransaction {
  return { ...transaction, server }
}
