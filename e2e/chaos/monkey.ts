import type { Redis } from 'ioredis'
import type { RedisServer } from '../redis/start-redis.ts'
import type { Chance } from '../seeded-chance.ts'
import type { Fault } from './faulty-proxy.ts'
import type { Fleet } from './fleet.ts'

export interface Monkey {
  /** Chooses the fault for the request with this refresh token. */
  nextFault(refreshToken: string): Fault | undefined
  /** How often each fault was caused. */
  faults: Record<string, number>
  stop(): void
}

export interface MonkeySettings {
  chance: Chance
  fleet: Fleet
  redis: RedisServer
  control: Redis
  /** The time between two faults, in milliseconds. */
  everyMs: number
  /** The share of requests with a fault, from 0 to 1. */
  faultShare: number
  /** The timeout of a client, in milliseconds. */
  timeoutMs: number
  /** The maximum error of a clock, in milliseconds. */
  maxSkewMs: number
}

/** Causes random faults, the same ones for the same seed. */
export function createMonkey(settings: MonkeySettings): Monkey {
  const { chance, fleet, redis, control, everyMs, faultShare, timeoutMs, maxSkewMs } = settings
  const faults: Record<string, number> = {}
  const count = (name: string): void => {
    faults[name] = (faults[name] ?? 0) + 1
  }
  const met = new Map<string, Set<string>>()
  // shorter than the expiry of any lock, so that a stopped process keeps its lock
  const stopMs = (): number => chance.between(100, 1000)

  const onTheWay: (() => Fault)[] = [
    () => ({ kind: 'drop-request' }),
    () => ({ kind: 'drop-response' }),
    () => ({ kind: 'reset' }),
    () => ({ kind: 'truncate' }),
    () => ({ kind: 'delay', ms: chance.between(50, timeoutMs / 2) }),
    () => ({ kind: 'delay', ms: timeoutMs + 500 }),
    () => ({ kind: 'kill', when: chance.oneOf(['before', 'answered', 'after'] as const) }),
    () => ({ kind: 'stop', ms: stopMs() }),
  ]
  const pranks: Record<string, () => unknown> = {
    kill: () => fleet.kill(chance.oneOf(fleet.names())),
    stop: () => fleet.stop(chance.oneOf(fleet.names()), stopMs()),
    'stop-redis': () => {
      redis.pause()
      setTimeout(redis.resume, stopMs())
    },
    'pause-redis': () => control.call('CLIENT', 'PAUSE', `${stopMs()}`, 'ALL'),
    'skew-clock': () => fleet.say(chance.oneOf(fleet.names()), { skewMs: chance.between(-maxSkewMs, maxSkewMs) }),
  }
  // at least one process is killed, even in a short run
  let next = 'kill'
  const timer = setInterval(() => {
    const name = next
    next = chance.oneOf(Object.keys(pranks))
    count(name)
    pranks[name]?.()
  }, everyMs)

  return {
    nextFault(refreshToken) {
      if (chance.random() >= faultShare) return undefined
      const fault = chance.oneOf(onTheWay)()
      // an overlap window of a few seconds survives two faults in a row, but only one kill, because a restart takes longer
      const before = met.get(refreshToken) ?? new Set()
      if (before.size > 1 || before.has(fault.kind)) return undefined
      met.set(refreshToken, before.add(fault.kind))
      count(fault.kind)
      return fault
    },
    faults,
    stop: () => clearInterval(timer),
  }
}
