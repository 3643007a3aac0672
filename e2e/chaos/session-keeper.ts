import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenStore } from '@grantkit/tokens'
import { orThrow, requestPasswordToken } from 'grantkit'
import type { AuthorizationServer } from '../server/authorization-server.ts'
import type { Origin } from './lineage.ts'
import { tokensOf } from './sessions.ts'
import type { Ending } from './verdict.ts'

/** Whoever logs in, and logs in anew where a session was lost, so that a run goes on. */
export interface SessionKeeper {
  /** When each session was logged in to, by session. */
  logins: number[][]
  /** Which refresh token each login began with. */
  begun: Map<string, Origin>
  endings: Ending[]
  logIn(session: number): Promise<void>
  /** Hears that a session is over, from several processes and from some of them late. */
  ended(session: number, reason: string): void
  /** Settles when all are logged in again. */
  settled(): Promise<void>
}

export function createSessionKeeper(
  count: number,
  { server, address, store }: { server: AuthorizationServer; address: string; store: TokenStore },
): SessionKeeper {
  const logins: number[][] = Array.from({ length: count }, () => [])
  const begun = new Map<string, Origin>()
  const endings: Ending[] = []
  const sources = logins.map((_, session) => tokensOf(session, { address, store }))
  const beginning = new Set<number>()

  const logIn = async (session: number): Promise<void> => {
    const alice = { username: 'alice', password: 'wonderland', scope: 'openid read write' }
    const request = { address: server.tokenEndpoint, ...server.clients.legacy, ...alice }
    const token = orThrow(await requestPasswordToken(request, { timeoutMs: 60_000 }))
    const login = logins[session]?.push(Date.now()) ?? 0
    begun.set(token.refreshToken ?? '', { session, login })
    await patiently(async () => sources[session]?.startSession(token))
  }
  const beginAnew = async (session: number, reason: string): Promise<void> => {
    if (await patiently(async () => sources[session]?.getSession())) return
    endings.push({ session, login: logins[session]?.length ?? 0, at: Date.now(), reason })
    await logIn(session)
  }

  return {
    logins,
    begun,
    endings,
    logIn,
    ended(session, reason) {
      if (beginning.has(session)) return
      beginning.add(session)
      beginAnew(session, reason).finally(() => beginning.delete(session))
    },
    async settled() {
      while (beginning.size) await sleep(50)
    },
  }
}

/** Tries again while the store stands still. */
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
