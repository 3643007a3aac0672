import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenEvent } from '@grantkit/tokens'
import { orThrow, requestPasswordToken } from 'grantkit'
import { Redis } from 'ioredis'
import { createRedisStore } from '../../examples/shared-tokens/redis-store.ts'
import { startRedis } from '../redis/start-redis.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startFaultyProxy } from './faulty-proxy.ts'
import { startFleet } from './fleet.ts'
import { type Call, leastRefreshes } from './least-refreshes.ts'
import { lineage, type Origin } from './lineage.ts'
import type { FromWorker } from './messages.ts'
import { createMonkey, type Monkey } from './monkey.ts'
import type { Report } from './report.ts'
import { recordRotations } from './rotation-records.ts'
import { seededChance } from './seeded-chance.ts'
import { tokensOf } from './sessions.ts'
import { recordStore } from './store-records.ts'
import { storyOf } from './story.ts'
import { type Ending, type Evidence, isWasted, judge } from './verdict.ts'

export interface ChaosSettings {
  setting: string
  seconds: number
  /** For how long the server still takes a refresh token that it has rotated, in milliseconds. */
  rotationOverlapMs: number
  seed?: number
  /** Leaves out the lock and the comparing in all processes. @default false */
  sabotage?: boolean
  /** Breaks nothing. @default false */
  calm?: boolean
}

const workers = 10
const callersPerWorker = 100
const sessions = 40
const lifetimeSeconds = 5
// the sources spread it by chance: a quarter less at most
const renewBeforeMs = 400
const timeoutMs = 4000
const lapseMs = 3000
const maxSkewMs = 250

/** Lets many processes share sessions for a while, breaks what can be broken, and tells how it went. */
export async function runChaos(settings: ChaosSettings): Promise<Report> {
  const { setting, seconds, rotationOverlapMs, seed = 1, sabotage = false, calm = false } = settings
  const chance = seededChance(seed)
  const server = await startAuthorizationServer({ rotationOverlapMs, ttl: { AccessToken: lifetimeSeconds } })
  const presentations = recordRotations(server.provider)
  const redis = await startRedis()
  const control = new Redis(redis.url)
  const records = await recordStore(redis.url, /[\w-]{43}/g)
  const proxy = await startFaultyProxy({
    target: server.tokenEndpoint,
    nextFault: (refreshToken) => monkey?.nextFault(refreshToken),
    kill: (worker) => fleet.kill(worker),
    stop: (worker, ms) => fleet.stop(worker, ms),
  })
  const store = createRedisStore(redis.url)
  const calls: Call[][] = Array.from({ length: sessions }, () => [])
  const refused: Record<string, number> = {}
  const endings: Ending[] = []
  const logins: number[][] = Array.from({ length: sessions }, () => [])
  const begun = new Map<string, Origin>()
  const sources = Array.from({ length: sessions }, (_, session) => tokensOf(session, { address: proxy.address, store }))
  let monkey: Monkey | undefined
  const told: { session: number; worker: string; event: TokenEvent }[] = []
  const gaveUp = new Set<string>()
  const heard = new Set<string>()
  let slowestMs = 0

  const logIn = async (session: number): Promise<void> => {
    const alice = { username: 'alice', password: 'wonderland', scope: 'openid read write' }
    const token = orThrow(
      await requestPasswordToken(
        { address: server.tokenEndpoint, ...server.clients.legacy, ...alice },
        { timeoutMs: 60_000 },
      ),
    )
    const login = logins[session]?.push(Date.now()) ?? 0
    begun.set(token.refreshToken ?? '', { session, login })
    await sources[session]?.startSession(token)
  }
  const renewing = new Set<number>()
  const end = async (session: number, reason: string): Promise<void> => {
    if (renewing.has(session)) return
    renewing.add(session)
    // several processes tell of one end, and some of them late
    if (!(await sources[session]?.getSession())) {
      endings.push({ session, login: logins[session]?.length ?? 0, at: Date.now(), reason })
      await logIn(session)
    }
    renewing.delete(session)
  }
  const hear = (name: string, message: FromWorker): void => {
    heard.add(name)
    for (const [session, made] of Object.entries(message.calls)) {
      for (const [at, leftMs, tookMs] of made) {
        calls[Number(session)]?.push({ at, worker: name, skewMs: message.skewMs, leftMs, tookMs })
      }
    }
    for (const [kind, count] of Object.entries(message.refused)) refused[kind] = (refused[kind] ?? 0) + count
    for (const { session, event } of message.events) {
      told.push({ session, worker: name, event })
      if (event.name === 'session.ended') end(session, `${event.attributes['grantkit.session.end_reason']}`)
    }
    for (const request of message.gaveUp) gaveUp.add(request)
    slowestMs = Math.max(slowestMs, message.slowestMs)
  }

  const fleet = await startFleet(
    workers,
    {
      address: proxy.address,
      redisUrl: redis.url,
      sessions,
      callers: callersPerWorker,
      restMs: 400,
      renewBeforeMs,
      timeoutMs,
      lapseMs,
      sabotage,
    },
    hear,
  )
  // ten processes take a while to start
  while (heard.size < workers) await sleep(50)
  // spread, so that not all are due at once
  for (const [session] of sources.entries()) {
    await logIn(session)
    await sleep((lifetimeSeconds * 500) / sessions)
  }
  fleet.begin()
  monkey = createMonkey({
    chance,
    fleet,
    redis,
    control,
    everyMs: calm ? seconds * 2000 : 1000,
    faultShare: calm ? 0 : 0.12,
    timeoutMs,
    maxSkewMs,
  })
  await sleep(seconds * 1000)
  monkey.stop()
  await fleet.end()
  // the last ones may be on their way
  while (renewing.size) await sleep(50)

  const evidence: Evidence = {
    presentations,
    heldAt: records.heldAt,
    passages: proxy.passages,
    deaths: fleet.deaths,
    gaveUp,
    rotationOverlapMs,
    endings,
  }
  const origins = lineage(presentations, begun)
  const { unavoidable, reuses, lostSessions } = judge(evidence, origins)
  const wasted = new Set(proxy.passages.filter((passage) => isWasted(passage, evidence)))
  const terms = { lifetimeMs: lifetimeSeconds * 1000, leastLeftMs: renewBeforeMs * 0.75 }
  const least = calls.map((made, session) =>
    leastRefreshes({ logins: logins[session] ?? [], calls: made.sort((one, other) => one.at - other.at) }, terms),
  )

  control.disconnect()
  records.close()
  await Promise.all([store.close(), proxy.close(), server.close()])
  await redis.close()
  return {
    setting,
    seconds,
    calls: calls.reduce((sum, made) => sum + made.length, 0),
    refused,
    refreshes: proxy.passages.length,
    leastRefreshes: least.reduce((sum, count) => sum + count, wasted.size),
    kills: fleet.deaths.length,
    faults: { ...monkey.faults },
    rotationsLost: unavoidable.length,
    reuses,
    lostSessions,
    slowestMs,
    story: storyOf({ evidence, origins, told, logins }),
  }
}
