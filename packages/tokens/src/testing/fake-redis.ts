import type { RedisClient } from '../redis-lock.ts'

/** As much of a Redis as a lock asks for, in memory, on the clock of `Date`. */
export interface FakeRedis {
  client: RedisClient
  /** Who holds the lock of this name. */
  holder(key: string): string | undefined
  /** Takes the lock away from its holder. */
  steal(key: string): void
  /** What happens before each command is answered: it may throw, or take its time. */
  before: (command: string) => unknown
  /** The commands that came. */
  commands: string[]
}

export function fakeRedis(): FakeRedis {
  const entries = new Map<string, { holder: string; goneAt: number }>()
  const holder = (key: string): string | undefined => {
    const entry = entries.get(key)
    return entry && entry.goneAt > Date.now() ? entry.holder : undefined
  }
  const say = async (command: string): Promise<void> => {
    redis.commands.push(command)
    await redis.before(command)
  }
  const client = {
    async set(key: string, value: string, _px: string, lapseMs: number) {
      const free = holder(key) === undefined
      if (free) entries.set(key, { holder: value, goneAt: Date.now() + lapseMs })
      await say('set')
      return free ? 'OK' : null
    },
    async eval(_script: string, _keys: number, key: string, value: string, lapse?: string) {
      const lapseMs = Number(lapse ?? 0)
      await say(lapseMs ? 'extend' : 'release')
      if (holder(key) !== value) return 0
      if (lapseMs) entries.set(key, { holder: value, goneAt: Date.now() + lapseMs })
      else entries.delete(key)
      return 1
    },
  }
  const redis: FakeRedis = {
    client: client as unknown as RedisClient,
    holder: (name) => holder(`grantkit:${name}`),
    steal: (name) => entries.set(`grantkit:${name}`, { holder: 'somebody else', goneAt: Infinity }),
    before: () => {},
    commands: [],
  }
  return redis
}
