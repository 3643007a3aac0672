import { misuse, orAbort } from 'grantkit/internal'
import { type LockOptions, Mutex } from 'redis-semaphore'
import type { Lock } from './lock.ts'

/** An ioredis client, or one shaped like it; its own types are for Node alone. */
export interface RedisClient {
  eval(script: string, keyCount: number, ...keysAndValues: string[]): Promise<unknown>
  evalsha(hash: string, keyCount: number, ...keysAndValues: string[]): Promise<unknown>
  get(key: string): Promise<string | null>
  set(key: string, value: string, unit: 'PX', lapseMs: number, condition: 'NX'): Promise<'OK' | null>
}

export interface RedisLockSettings {
  /** What every name of a lock begins with; redis-semaphore puts `mutex:` before it. @default 'grantkit:' */
  prefix?: string
  /** After how many milliseconds a lock is free again whose holder was killed or has lost Redis; 100 or more. @default 5000 */
  lapseMs?: number
  /** For how many milliseconds at most a lock is kept from lapsing while its task runs. @default 60000 */
  maxHoldMs?: number
  /** How long to wait between two tries, in milliseconds. @default 25 */
  retryMs?: number
  /** Hears that a lock was lost while its task ran: the task goes on, and comparing before each write decides. */
  onLost?: (name: string) => void
}

/**
 * A lock among all who use the same Redis, through an ioredis client. It lapses by itself, and is
 * renewed while the task runs. Where Redis can't be reached before the lock is held, `withLock` rejects with the client's
 * error and the task has not run; afterwards Redis may fail without the task noticing.
 */
export function createRedisLock(client: RedisClient, settings: RedisLockSettings = {}): Lock {
  const { prefix = 'grantkit:', lapseMs = 5000, maxHoldMs = 60_000, retryMs = 25, onLost } = settings
  if (!(lapseMs >= 100)) misuse('lapseMs', 'milliseconds, 100 or more')
  if (!(maxHoldMs >= lapseMs)) misuse('maxHoldMs', 'milliseconds, lapseMs or more')
  if (!(retryMs > 0)) misuse('retryMs', 'milliseconds above 0')

  // extending is done here: redis-semaphore's own timer throws into nowhere where Redis fails
  const common = { lockTimeout: lapseMs, acquireTimeout: Infinity, retryInterval: retryMs, refreshInterval: 0 }

  const acquire = async (key: string, signal: AbortSignal): Promise<Mutex> => {
    for (;;) {
      const clock = { askedAt: 0 }
      const mutex = mutexOf(timed(client, clock), key, common)
      await mutex.acquire(signal)
      // a yes that was so long on its way may no longer be true
      const late = performance.now() - clock.askedAt > lapseMs / 2
      if (!late || (await extend(key, mutex.identifier))) return mutex
    }
  }
  const extend = (key: string, identifier: string): Promise<boolean> =>
    mutexOf(client, key, { ...common, identifier, acquiredExternally: true }).tryAcquire()
  // nobody waits for it: where it fails the lock lapses
  const release = (mutex: Mutex): void => {
    mutex.release().catch(() => {})
  }

  return {
    async withLock(name, task, { signal }) {
      signal.throwIfAborted()
      const key = prefix + name
      const acquiring = acquire(key, signal)
      const mutex = await orAbort(acquiring, signal).catch((error: unknown) => {
        // Redis may still say yes to who has gone
        acquiring.then(release, () => {})
        throw error
      })
      const heldSince = performance.now()
      let running = true
      const timer = setInterval(() => {
        if (performance.now() - heldSince > maxHoldMs) return clearInterval(timer)
        const lost = (held: boolean): void => {
          if (held || !running) return
          clearInterval(timer)
          onLost?.(name)
        }
        // where Redis fails the next turn tries again
        extend(key, mutex.identifier).then(lost, () => {})
      }, lapseMs / 3)
      try {
        return await task()
      } finally {
        running = false
        clearInterval(timer)
        release(mutex)
      }
    },
  }
}

function mutexOf(client: RedisClient, key: string, options: LockOptions): Mutex {
  return new Mutex(client as ConstructorParameters<typeof Mutex>[0], key, options)
}

/** The same client, which notes when it was last asked for the lock. */
function timed(client: RedisClient, clock: { askedAt: number }): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'set') clock.askedAt = performance.now()
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
