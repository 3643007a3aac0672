import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createRedisLock } from '@grantkit/tokens/redis-lock'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisStore } from '../../examples/shared-tokens/redis-store.ts'
import { lockContract } from '../../packages/tokens/src/testing/lock-contract.ts'
import { startExample } from '../examples/start-example.ts'
import { type RedisServer, startRedis } from './start-redis.ts'

const counter = fileURLToPath(new URL('./counter.ts', import.meta.url))
const { signal } = new AbortController()

describe('the lock in Redis', () => {
  let server: RedisServer
  const clients: Redis[] = []
  beforeAll(async () => {
    server = await startRedis()
    clients.push(new Redis(server.url), new Redis(server.url))
  })
  afterAll(async () => {
    for (const client of clients) client.disconnect()
    await server.close()
  })
  const lock = (client: number, settings: object = {}) => createRedisLock(clients[client] as Redis, settings)
  const start = (namespace: string, rounds: number) =>
    startExample(process.execPath, ['--conditions=@grantkit/source', counter, server.url, namespace, `${rounds}`])

  lockContract(() => [lock(0, { retryMs: 2 }), lock(1, { retryMs: 2 })])

  it('keeps two processes apart (PAIN 2)', async () => {
    const namespace = randomUUID()
    const processes = [start(namespace, 40), start(namespace, 40)]
    for (const { ended } of processes) {
      expect(await ended).toEqual({ code: 0, stdout: 'done, forked 0\n', stderr: '' })
    }
    const store = createRedisStore(server.url, namespace)
    expect(await store.get('count')).toBe('80')
    await store.close()
  })

  it('is released soon after its holder was killed (PAIN 3)', async () => {
    const namespace = randomUUID()
    const holder = start(namespace, 0)
    await holder.printed(/holding/)
    const mine = lock(0, { prefix: `${namespace}:` })
    const hasty = AbortSignal.timeout(700)
    // a living holder extends it, so it is held for longer than its expiry of half a second
    await expect(mine.withLock('count', async () => 'mine', { signal: hasty })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    holder.stop()
    await holder.ended
    expect(await mine.withLock('count', async () => 'mine', { signal })).toBe('mine')
  })

  it('ends the wait for a Redis that does not respond, and releases a lock that it grants later (PAIN 3)', async () => {
    const name = randomUUID()
    await lock(0).withLock(name, async () => {}, { signal })
    server.pause()
    const hasty = AbortSignal.timeout(100)
    const waiting = lock(0).withLock(name, async () => 'late', { signal: hasty })
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' })
    server.resume()
    const since = Date.now()
    expect(await lock(1).withLock(name, async () => 'mine', { signal })).toBe('mine')
    expect(Date.now() - since).toBeLessThan(4000)
  })
})
