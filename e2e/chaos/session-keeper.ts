import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenStore } from '@grantkit/tokens'
import { orThrow, requestPasswordToken, type TokenSuccess } from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import { users } from '../server/users.ts'
import type { Origin } from './lineage.ts'
import type { AccountSwitch } from './messages.ts'
import { ofSession, tokensOf } from './sessions.ts'
import type { Ending } from './verdict.ts'

/** Logs users in, logs in again after a lost session, so that the run continues, and lets other users log in. */
export interface SessionKeeper {
  /** When each login was stored, by session; undefined if it never was stored. */
  logins(session: number): (number | undefined)[]
  /** The login of each refresh token and access token that came with a login. */
  begun: Map<string, Origin>
  endings: Ending[]
  /** When a session may have been without a login, because one user signed out and another logged in. */
  switches: { session: number; from: number; to: number }[]
  logIn(session: number): Promise<void>
  /** Reports that a session has ended. Several processes report it, some of them late. */
  ended(session: number, reason: string): void
  /** Lets another user log in, in one of the processes, which may sign the previous user out first. */
  switchUser(session: number, place: { tab: number; signsOut: boolean }, say: SaySwitch): void
  /** Reports that a process has done so, or that it failed. */
  switched(id: number, at: number, error?: string): void
  /** Settles when all are logged in again. */
  settled(): Promise<void>
}

/** Tells a process to switch users. Returns whether the process still runs. */
export type SaySwitch = (order: AccountSwitch) => () => boolean

interface Login {
  token: TokenSuccess
  user: keyof typeof users
}

export function createSessionKeeper(
  count: number,
  {
    servers,
    addresses,
    store,
    heldAt,
  }: {
    servers: readonly AuthorizationServer[]
    addresses: readonly string[]
    store: TokenStore
    heldAt: (text: string) => number | undefined
  },
): SessionKeeper {
  const logins: Login[][] = Array.from({ length: count }, () => [])
  const begun = new Map<string, Origin>()
  const endings: Ending[] = []
  const switches: SessionKeeper['switches'] = []
  const sources = logins.map((_, session) => tokensOf(session, { addresses, store, channel: false }))
  const busy = new Set<number>()
  const done = new Map<number, number | undefined>()
  let orders = 0

  const storedAt = (session: number) => (logins[session] ?? []).map(({ token }) => heldAt(token.refreshToken as string))
  const tokenFor = async (session: number, user: keyof typeof users): Promise<TokenSuccess> => {
    const credentials = { username: user, password: users[user].password, scope: 'openid read write' }
    const server = ofSession(session, servers)
    const request = { address: server.tokenEndpoint, ...server.clients.legacy, ...credentials }
    const token = orThrow(await requestPasswordToken(request, { timeoutMs: 60_000 }))
    const login = logins[session]?.push({ token, user }) ?? 0
    for (const text of [token.refreshToken, token.accessToken]) begun.set(text as string, { session, login })
    return token
  }
  const logIn = async (session: number): Promise<void> => {
    const token = await tokenFor(session, 'alice')
    await patiently(async () => sources[session]?.startSession(token))
  }
  const hasSession = (session: number) => patiently(async () => sources[session]?.getSession())
  const beginAnew = async (session: number, reason: string): Promise<void> => {
    if (await hasSession(session)) return
    const login = storedAt(session).findLastIndex((at) => at !== undefined) + 1
    endings.push({ session, login, at: Date.now(), reason })
    await logIn(session)
  }
  const alone = (session: number, work: () => Promise<void>): void => {
    if (busy.has(session)) return
    busy.add(session)
    work().finally(() => busy.delete(session))
  }

  return {
    logins: storedAt,
    begun,
    endings,
    switches,
    logIn,
    ended: (session, reason) => alone(session, () => beginAnew(session, reason)),
    switchUser(session, { tab, signsOut }, say) {
      alone(session, async () => {
        const before = logins[session]?.at(-1)?.user
        const token = await tokenFor(session, before === 'alice' ? 'bob' : 'alice')
        const id = orders++
        const from = Date.now()
        const runs = say({ id, session, tab, token, signsOut })
        while (!done.has(id) && runs()) await sleep(20)
        // a killed process may have signed out without logging in
        if (done.get(id) === undefined && !(await hasSession(session))) await logIn(session)
        switches.push({ session, from, to: Date.now() })
      })
    },
    switched: (id, at, error) => void done.set(id, error === undefined ? at : undefined),
    async settled() {
      while (busy.size) await sleep(50)
    },
  }
}

/** Tries again while the store doesn't respond. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === 50) throw error
      await sleep(200)
    }
  }
}
