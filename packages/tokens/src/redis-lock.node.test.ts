import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedisLock, type RedisClient } from './redis-lock.ts'
import { deferred } from './testing/deferred.ts'
import { fakeRedis } from './testing/fake-redis.ts'
import { lockContract } from './testing/lock-contract.ts'

const { signal } = new AbortController()

describe('the Redis lock', () => {
  lockContract(() => {
    const { client } = fakeRedis()
    return [createRedisLock(client, { retryMs: 1 }), createRedisLock(client, { retryMs: 1 })]
  })
})

describe('the Redis lock over time', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const hold = (settings: object = {}) => {
    const redis = fakeRedis()
    const lost: string[] = []
    const lock = createRedisLock(redis.client, { lapseMs: 900, onLost: (name) => lost.push(name), ...settings })
    const end = deferred<string>()
    const holding = lock.withLock('name', () => end.promise, { signal })
    return { redis, lost, lock, end, holding }
  }

  it('is kept while the task runs, far beyond its own expiry', async () => {
    const { redis, lost, end, holding } = hold()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(redis.holder('name')).toBeTruthy()
    end.resolve('done')
    expect(await holding).toBe('done')
    await vi.advanceTimersByTimeAsync(0)
    expect(redis.holder('name')).toBeUndefined()
    expect(lost).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is kept no longer than the limit, even if the task hangs (PAIN 3)', async () => {
    const { redis, end, holding } = hold({ maxHoldMs: 5000 })
    await vi.advanceTimersByTimeAsync(5000)
    expect(redis.holder('name')).toBeTruthy()
    await vi.advanceTimersByTimeAsync(1300)
    expect(redis.holder('name')).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
    end.resolve('late')
    expect(await holding).toBe('late')
  })

  it("calls onLost once, lets the task continue, and doesn't release the new holder's lock (PAIN 3)", async () => {
    const { redis, lost, end, holding } = hold()
    await vi.advanceTimersByTimeAsync(100)
    redis.steal('name')
    await vi.advanceTimersByTimeAsync(5000)
    expect(lost).toEqual(['name'])
    end.resolve('done')
    expect(await holding).toBe('done')
    await vi.advanceTimersByTimeAsync(0)
    expect(redis.holder('name')).toBe('somebody else')
  })

  it('survives an outage of Redis, short or permanent', async () => {
    for (const back of [true, false]) {
      const { redis, lost, end, holding } = hold()
      await vi.advanceTimersByTimeAsync(100)
      redis.before = () => Promise.reject(new Error('connection lost'))
      await vi.advanceTimersByTimeAsync(400)
      if (back) redis.before = () => {}
      await vi.advanceTimersByTimeAsync(400)
      expect(redis.holder('name') !== undefined).toBe(back)
      end.resolve('done')
      expect(await holding).toBe('done')
      expect(lost).toEqual([])
    }
  })

  it("rejects with the error of Redis if the lock can't be requested, without running the task (PAIN 3)", async () => {
    const { client } = Object.assign(fakeRedis(), { before: () => {} })
    const down = Object.assign(client, { set: () => Promise.reject(new Error('connection refused')) })
    const task = vi.fn()
    await expect(createRedisLock(down).withLock('name', task, { signal })).rejects.toThrow('connection refused')
    expect(task).not.toHaveBeenCalled()
  })

  it('releases a lock that was granted after the caller aborted (PAIN 3)', async () => {
    const redis = fakeRedis()
    redis.before = (command) => command === 'set' && new Promise((resolve) => setTimeout(resolve, 500))
    const impatient = new AbortController()
    const task = vi.fn()
    const waiting = createRedisLock(redis.client).withLock('name', task, { signal: impatient.signal })
    await vi.advanceTimersByTimeAsync(100)
    impatient.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    expect(redis.holder('name')).toBeTruthy()
    await vi.advanceTimersByTimeAsync(500)
    expect(redis.holder('name')).toBeUndefined()
    expect(task).not.toHaveBeenCalled()
  })

  it("doesn't trust a grant that arrives after the lock's expiry (PAIN 3)", async () => {
    const redis = fakeRedis()
    let slow = true
    redis.before = (command) => {
      if (command !== 'set' || !slow) return
      slow = false
      return new Promise((resolve) => setTimeout(resolve, 2000))
    }
    const lock = createRedisLock(redis.client, { lapseMs: 900 })
    const late = lock.withLock('name', async () => redis.holder('name'), { signal })
    await vi.advanceTimersByTimeAsync(1000)
    const theirs = deferred<void>()
    const other = lock.withLock('name', () => theirs.promise, { signal })
    await vi.advanceTimersByTimeAsync(1500)
    const holder = redis.holder('name')
    theirs.resolve()
    await other
    await vi.advanceTimersByTimeAsync(100)
    expect(await late).not.toBe(holder)
    expect(redis.commands.filter((command) => command === 'extend').length).toBeGreaterThan(0)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('from onLost')
      },
    ],
    ['rejects', () => Promise.reject(new Error('from onLost'))],
  ])('continues if onLost %s', async (_, onLost) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    process.on('uncaughtException', unhandled)
    const told = vi.fn(onLost)
    const { redis, end, holding } = hold({ onLost: told })
    await vi.advanceTimersByTimeAsync(100)
    redis.steal('name')
    await vi.advanceTimersByTimeAsync(2000)
    end.resolve('done')
    expect(await holding).toBe('done')
    vi.useRealTimers()
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('unhandledRejection', unhandled)
    process.off('uncaughtException', unhandled)
    expect(told).toHaveBeenCalledTimes(1)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('is extended and released only for its holder, by scripts that compare first', async () => {
    const said: unknown[][] = []
    const client: RedisClient = {
      eval: async (...call) => Math.sign(said.push(call)),
      set: async (...call) => (said.push(call) ? 'OK' : null),
    }
    const lock = createRedisLock(client, { lapseMs: 900, prefix: 'mine:' })
    await lock.withLock('name', () => vi.advanceTimersByTimeAsync(300), { signal })
    const holder = said[0]?.[1]
    expect(said).toEqual([
      ['mine:name', holder, 'PX', 900, 'NX'],
      [expect.stringContaining('pexpire'), 1, 'mine:name', holder, '900'],
      [expect.stringContaining('del'), 1, 'mine:name', holder],
    ])
    for (const script of [said[1]?.[0], said[2]?.[0]])
      expect(script).toMatch(/^if redis\.call\('get', KEYS\[1\]\) == ARGV\[1\] then /)
  })

  it.each([
    ['lapseMs', { lapseMs: 10 }],
    ['lapseMs', { lapseMs: 500.5 }],
    ['maxHoldMs', { lapseMs: 5000, maxHoldMs: 1000 }],
    ['retryMs', { retryMs: 0 }],
  ])('refuses a wrong %s', (field, settings) => {
    expect(() => createRedisLock(fakeRedis().client, settings)).toThrow(new RegExp(`^${field}: pass `))
  })
})
