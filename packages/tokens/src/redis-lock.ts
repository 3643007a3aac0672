import { checkObject, misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import { randomText } from 'grantkit/internal/random'
import { checkMethods } from './internal/check-methods.ts'
import type { Lock } from './lock.ts'

/** An ioredis client or one with the same methods. ioredis's own types work only in Node. */
export interface RedisClient {
  eval(script: string, keyCount: number, ...keysAndValues: string[]): Promise<unknown>
  set(key: string, value: string, unit: 'PX', lapseMs: number, condition: 'NX'): Promise<'OK' | null>
}

export interface RedisLockSettings {
  /** The prefix of lock names. @default 'grantkit:' */
  prefix?: string
  /** How long a lock stays held after its holder was killed or lost Redis, in whole milliseconds from 100. @default 5000 */
  lapseMs?: number
  /** How long a lock is extended at most while its task runs, in milliseconds. @default 60000 */
  maxHoldMs?: number
  /** How long to wait between two attempts, in milliseconds. @default 25 */
  retryMs?: number
  /**
   * Called if a lock was lost while its task ran. The task continues, and each of its writes compares first. Errors of the hook are ignored
   * and it isn't awaited.
   */
  onLost?: (name: string) => unknown
}

/**
 * A lock for all processes with the same Redis, through an ioredis client: a key with a random value, written if it doesn't exist
 * (`SET NX PX`), and two scripts that extend or delete it only for its holder. It expires by itself and is extended while the task
 * runs. If Redis can't be reached before the lock is held, `withLock` rejects with the client's error and the task does not run.
 * Later failures of Redis don't affect the task. A failover of Redis may give one lock to two holders.
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
  // not awaited: if it fails, the lock expires
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
  /** Extends the lock repeatedly. Returns a function that stops it. */
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
    // if Redis fails, the next round tries again; errors of onLost are ignored
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
        // Redis may still grant the lock after the caller has stopped waiting
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
