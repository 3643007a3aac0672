import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createRedisStore } from '../../examples/shared-tokens/redis-store.ts'
import { startRedis } from '../redis/start-redis.ts'
import { seededChance } from '../seeded-chance.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { startFaultyProxy } from './faulty-proxy.ts'
import { startFleet } from './fleet.ts'
import { leastRefreshes } from './least-refreshes.ts'
import { createLedger } from './ledger.ts'
import { lineage } from './lineage.ts'
import type { FromWorker } from './messages.ts'
import { misdirected } from './misdirected.ts'
import { createMonkey, type Monkey } from './monkey.ts'
import type { Report } from './report.ts'
import { type Presentation, recordRotations } from './rotation-records.ts'
import { createSessionKeeper } from './session-keeper.ts'
import { ofSession } from './sessions.ts'
import type { Setting } from './settings.ts'
import { recordStore } from './store-records.ts'
import { storyOf } from './story.ts'
import { type Evidence, isWasted, judge } from './verdict.ts'

export interface ChaosSettings {
  /** One server for each. Sessions are assigned to the servers in turn. */
  settings: readonly Setting[]
  seconds: number
  seed?: number
  /** @default 10 */
  processes?: number
  /** How many of the processes are browsers: three tabs each, which a channel connects. @default 2 */
  browsers?: number
  /** @default 40 */
  sessions?: number
  /** Disables the lock, the comparison and the reading again in all processes. @default false */
  sabotage?: boolean
  /** Causes no faults. @default false */
  calm?: boolean
}

const tabsOfBrowser = 3
const callersPerThread = 40
const droppedShare = 0.01
const switchEveryMs = 500
const lifetimeSeconds = 3
// the sources choose the moment of a refresh at random: up to a quarter less
const renewBeforeMs = 150
const timeoutMs = 4000
const lapseMs = 3000
const maxSkewMs = 250

/** Lets many processes share sessions for a while, causes faults, and returns the results. */
export async function runChaos({
  settings,
  seconds,
  seed = 1,
  processes = 10,
  browsers = 2,
  sessions = 40,
  sabotage = false,
  calm = false,
}: ChaosSettings): Promise<Report> {
  const chance = seededChance(seed)
  const tabsOf = (place: number): number => (place < processes - browsers ? 1 : tabsOfBrowser)
  const threads = processes + browsers * (tabsOfBrowser - 1)
  const presentations: Presentation[] = []
  const servers = await Promise.all(
    settings.map(async ({ rotationOverlapMs }) => {
      const server = await startAuthorizationServer({ rotationOverlapMs, ttl: { AccessToken: lifetimeSeconds } })
      recordRotations(server.provider, presentations)
      return server
    }),
  )
  const redis = await startRedis()
  const control = new Redis(redis.url)
  const records = await recordStore(redis.url, /[\w-]{43}/g)
  const proxies = await Promise.all(
    servers.map(({ tokenEndpoint }) =>
      startFaultyProxy({
        target: tokenEndpoint,
        nextFault: (refreshToken) => monkey?.nextFault(refreshToken),
        kill: (worker) => fleet.kill(worker),
        stop: (worker, ms) => fleet.stop(worker, ms),
      }),
    ),
  )
  const addresses = proxies.map(({ address }) => address)
  const store = createRedisStore(redis.url)
  let monkey: Monkey | undefined
  const { heldAt } = records
  const keeper = createSessionKeeper(sessions, { servers, addresses, store, heldAt })
  const ledger = createLedger(sessions)
  const hear = (name: string, message: FromWorker): void => {
    ledger.hear(name, message)
    for (const { id, at, error } of message.switched) keeper.switched(id, at, error)
    for (const { session, event } of message.events) {
      if (event.name === 'session.ended') keeper.ended(session, `${event.attributes['grantkit.session.end_reason']}`)
    }
  }

  const fleet = await startFleet(
    processes,
    {
      addresses,
      redisUrl: redis.url,
      sessions,
      callers: callersPerThread,
      droppedShare: calm ? 0 : droppedShare,
      restMs: 400,
      renewBeforeMs,
      timeoutMs,
      lapseMs,
      sabotage,
    },
    tabsOf,
    hear,
  )
  // processes need some time to start
  while (ledger.heard.size < threads) await sleep(50)
  // distributed, so that not all refreshes are due at the same time
  const logIns = Array.from({ length: sessions }, async (_, session) => {
    await sleep((session * lifetimeSeconds * 500) / sessions)
    await keeper.logIn(session)
  })
  await Promise.all(logIns)
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
  const switchOne = (): void => {
    const name = chance.oneOf(fleet.names())
    const tab = chance.between(0, tabsOf(Number.parseInt(name, 10)) - 1)
    keeper.switchUser(chance.between(0, sessions - 1), { tab, signsOut: chance.random() < 0.5 }, (order) => {
      fleet.say(name, { switch: order })
      return () => fleet.names().includes(name)
    })
  }
  const switching = setInterval(switchOne, calm ? 2 ** 31 - 1 : switchEveryMs)
  await sleep(seconds * 1000)
  clearInterval(switching)
  monkey.stop()
  await keeper.settled()
  await fleet.end()
  await keeper.settled()

  const origins = lineage(presentations, keeper.begun)
  const passages = proxies.flatMap((proxy) => proxy.passages)
  const evidence: Evidence = {
    presentations,
    heldAt,
    passages,
    deaths: fleet.deaths,
    gaveUp: ledger.gaveUp,
    overlapMsOf: (token) => ofSession(origins.get(token)?.session ?? 0, settings).rotationOverlapMs,
    endings: keeper.endings,
    refused: ledger.refused,
    switches: keeper.switches,
    logins: keeper.logins,
  }
  const { unavoidable, reuses, lostSessions } = judge(evidence, origins)
  const wasted = new Set(passages.filter((passage) => isWasted(passage, evidence, origins)))
  const terms = { lifetimeMs: lifetimeSeconds * 1000, leastLeftMs: renewBeforeMs * 0.75 }
  const least = ledger.calls.map((made, session) => {
    const calls = made.sort((one, other) => one.at - other.at)
    const logins = keeper.logins(session).filter((at) => at !== undefined)
    return leastRefreshes({ logins, calls }, terms)
  })

  control.disconnect()
  records.close()
  await Promise.all([store, ...proxies, ...servers].map((each) => each.close()))
  await redis.close()
  return {
    setting: settings.map(({ setting }) => setting).join(' and '),
    seconds,
    calls: ledger.calls.reduce((sum, made) => sum + made.length, 0),
    refused: countOf(ledger.refused.map(({ kind }) => kind)),
    refreshes: passages.length,
    // refreshes that were useless because of a fault were necessary; the records show each
    leastRefreshes: least.reduce((sum, count) => sum + count, wasted.size),
    kills: fleet.deaths.length,
    faults: { ...monkey.faults },
    rotationsLost: unavoidable.length,
    reuses,
    lostSessions,
    misdirected: misdirected({
      ...ledger,
      origins,
      logins: keeper.logins,
      graceMs: lifetimeSeconds * 1000 + 1000,
    }),
    switches: keeper.switches.length,
    slowestMs: ledger.slowestMs,
    story: storyOf({
      evidence,
      origins,
      told: ledger.events,
      logins: ledger.calls.map((_, session) => keeper.logins(session)),
    }),
  }
}

function countOf(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
