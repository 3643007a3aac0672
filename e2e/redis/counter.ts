// Increments a counter in the store, under the lock, in two steps, so that another process could interfere:
//   node counter.ts redis://127.0.0.1:6379 NAMESPACE ROUNDS
// With ROUNDS 0 it holds the lock until it is killed.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRedisLock } from '@grantkit/tokens/redis-lock'
import { Redis } from 'ioredis'
import { createRedisStore } from '../../examples/shared-tokens/redis-store.ts'

const [url = '', namespace = '', rounds = '0'] = process.argv.slice(2)
const redis = new Redis(url)
const lock = createRedisLock(redis, { prefix: `${namespace}:`, retryMs: 2, lapseMs: 500 })
const store = createRedisStore(url, namespace)
const { signal } = new AbortController()

let forked = 0
for (let round = 0; round < Number(rounds); round++) {
  const count = async () => {
    const held = await store.get('count')
    await sleep(1)
    const next = `${Number(held ?? 0) + 1}`
    // false if another process has written meanwhile, which never happens under the lock
    if ((await store.set('count', next, { expected: held ?? null })) === false) forked++
  }
  await lock.withLock('count', count, { signal })
}
if (rounds === '0') {
  const forever = () => new Promise<never>(() => console.log('holding'))
  await lock.withLock('count', forever, { signal })
}
console.log(`done, forked ${forked}`)
await Promise.all([redis.quit(), store.close()])
