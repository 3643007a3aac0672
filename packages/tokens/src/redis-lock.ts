import { checkObject, misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import { randomText } from 'grantkit/internal/random'
import { checkMethods } from './internal/check-methods.ts'
import type { Lock } from './lock.ts'

/** An ioredis client, or one shaped like it; its own types are for Node alone. */
export interface RedisClient {
  eval(script: string, keyCount: number, ...keysAndValues: string[]): Promise<unknown>
  set(key: string, value: string, unit: 'PX', lapseMs: number, condition: 'NX'): Promise<'OK' | null>
}

export interface RedisLockSettings {
  /** What every name of a lock begins with. @default 'grantkit:' */
  prefix?: string
  /** After how many milliseconds a lock is free again if its holder was killed or has lost Redis; 100 or more, whole. @default 5000 */
  lapseMs?: number
  /** For how many milliseconds at most a lock is kept from lapsing while its task runs. @default 60000 */
  maxHoldMs?: number
  /** How long to wait between two tries, in milliseconds. @default 25 */
  retryMs?: number
  /**
   * Called if a lock was lost while its task ran. The task continues; each of its writes compares first. Its errors are ignored
   * and it isn't awaited.
   */
  onLost?: (name: string) => unknown
}

/**
 * A lock among all who use the same Redis, through an ioredis client: a key with the holder's random name, written if it isn't there
 * (`SET NX PX`), and two scripts that extend or delete it only for that holder. It lapses by itself, and is extended while the task
 * runs. If Redis can't be reached before the lock is held, `withLock` rejects with the client's error and the task has not run;
 * afterwards Redis may fail without the task noticing. A failover of Redis may give one lock to two holders.
 */
export function createRedisLock(client: RedisClient, settings: RedisLockSettings = {}): Lock {
  checkMethods('client', client, 'eval and set')
  checkObject('settings', settings)
  const { prefix = 'grantkit:', lapseMs = 5000, maxHoldMs = 60_000, retryMs = 25, onLost } = settings
  if (typeof prefix !== 'string') misuse('prefix', 'a string')
  if (typeof (onLost ?? misuse) !== 'function') misuse('onLost', 'a function')
  if (!(lapseMs >= 100 && Number.isInteger(lapseMs))) misuse('lapseMs', 'whole milliseconds, 100 or more')
  if (!(maxHoldMs >= lapseMs)) misuse('maxHoldMs', 'milliseconds, lapseMs or more')
  if (!(retryMs > 0)) misuse('retryMs', 'milliseconds above 0')

  const extend = async (key: string, holder: string): Promise<boolean> =>
    (await client.eval(extending, 1, key, holder, `${lapseMs}`)) === 1
  // nobody waits for it: if it fails the lock lapses
  const release = async (key: string, holder: string): Promise<void> => {
    await client.eval(releasing, 1, key, holder).catch(() => {})
  }
  const acquire = async (key: string, holder: string, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const askedAt = performance.now()
      const isHeld = (await client.set(key, holder, 'PX', lapseMs, 'NX')) === 'OK'
      // the reply may be stale
      if (isHeld && (performance.now() - askedAt < lapseMs / 2 || (await extend(key, holder)))) return
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
  /** Extends the lock again and again; what comes back ends that. */
  const keep = (name: string, key: string, holder: string): (() => void) => {
    const heldSince = performance.now()
    let ended = false
    const end = (): void => {
      ended = true
      clearInterval(timer)
    }
    const check = async (): Promise<void> => {
      if (performance.now() - heldSince > maxHoldMs) return end()
      if ((await extend(key, holder)) || ended) return
      end()
      await onLost?.(name)
    }
    // if Redis fails the next turn tries again, and what onLost throws is its own affair
    const timer = setInterval(() => check().catch(() => {}), lapseMs / 3)
    return end
  }

  return {
    async withLock(name, task, { signal }) {
      signal.throwIfAborted()
      const key = prefix + name
      const holder = randomText(16)
      const acquiring = acquire(key, holder, signal)
      await orAbort(acquiring, signal).catch((error: unknown) => {
        // Redis may still say yes to a caller who has gone
        acquiring.then(
          () => release(key, holder),
          () => {},
        )
        throw error
      })
      const end = keep(name, key, holder)
      try {
        return await task()
      } finally {
        end()
        release(key, holder)
      }
    },
  }
}

const extending = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`
const releasing = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`
