import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeyvStore } from '@grantkit/tokens'
import { createEncryptedStore } from '@grantkit/tokens/encrypted-store'
import KeyvRedis, { createKeyv } from '@keyv/redis'
import { Redis } from 'ioredis'
import Keyv from 'keyv'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createRedisStore } from '../../examples/shared-tokens/redis-store.ts'
import { storeContract } from '../../packages/tokens/src/testing/store-contract.ts'
import { startRedis } from './start-redis.ts'

const server = await startRedis()
afterAll(() => server.close())

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** A store that is separate from those of other tests. */
const redisStore = (namespace: string = randomUUID()) => {
  const store = createRedisStore(server.url, namespace)
  closing.push(store.close)
  return store
}
const plain = (keyv: Keyv) => {
  closing.push(() => keyv.disconnect())
  return createKeyvStore(keyv)
}

describe('the store in Redis that compares by a script', () => {
  storeContract({ create: () => redisStore(), pass: sleep })

  it('lets only one of two connections write if both expect the same value (PAIN 2)', async () => {
    const namespace = randomUUID()
    const stores = [redisStore(namespace), redisStore(namespace)]
    for (let round = 0; round < 50; round++) {
      const expected = round ? `${round - 1}` : null
      const written = await Promise.all(stores.map((store) => store.set('key', `${round}`, { expected })))
      expect(written.filter((won) => won)).toHaveLength(1)
    }
  })

  it('is compatible with a keyv without the script', async () => {
    const namespace = randomUUID()
    const store = redisStore(namespace)
    const redis = new Redis(server.url)
    closing.push(() => redis.quit())
    await store.set('plain', 'one')
    await store.set('swapped', 'two', { expected: null })
    expect(await redis.mget(`${namespace}::plain`, `${namespace}::swapped`)).toEqual(['one', 'two'])
  })
})

describe('the store in Redis, encrypted', () => {
  const keys = [{ id: 'first', key: randomBytes(32) }]
  storeContract({ create: () => createEncryptedStore(redisStore(), { keys }), pass: sleep })
})

describe('the store in Redis through keyv alone', () => {
  const options = () => ({ namespace: randomUUID(), throwOnErrors: true })
  storeContract({ create: () => plain(createKeyv(server.url, options())), pass: sleep, atomic: false })
})

describe('the store in Redis with the prefixes of keyv and of its adapter', () => {
  storeContract({
    create: () => {
      const store = new KeyvRedis(server.url, { throwOnErrors: true })
      return plain(new Keyv({ store, namespace: randomUUID(), throwOnErrors: true }))
    },
    pass: sleep,
    atomic: false,
  })
})

describe('a keyv that hides outages', () => {
  it('is refused as @keyv/redis makes it by default (PAIN 4)', () => {
    expect(() => createKeyvStore(createKeyv(server.url))).toThrow(/^keyv: pass one with throwOnErrors: true/)
    const adapter = new KeyvRedis(server.url)
    expect(() => createKeyvStore(new Keyv({ store: adapter, throwOnErrors: true }))).toThrow(/^keyv: pass /)
  })
})
