import { createKeyvStore, type TokenStore } from '@grantkit/tokens'
import KeyvRedis from '@keyv/redis'
import Keyv from 'keyv'

/** Writes in one atomic step. An empty text stands for "no value" and "never expires". */
const script = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1`

export interface RedisStore extends TokenStore {
  close(): Promise<void>
}

/** A token store in Redis whose writes can depend on the current value. */
export function createRedisStore(url: string, namespace = 'tokens'): RedisStore {
  const redis = new KeyvRedis(url, { namespace, throwOnErrors: true })
  // Redis has the text itself under one prefix, so that the script and keyv use the same entry
  const keyv = new Keyv({
    store: redis,
    namespace,
    useKeyPrefix: false,
    throwOnErrors: true,
    serialize: ({ value }) => value as string,
    deserialize: (value: string) => ({ value }) as never,
  })
  const store = createKeyvStore(keyv, {
    async compareAndSet(key, expected, value, ttlMs) {
      const client = await redis.getClient()
      const keys = [redis.createKeyPrefix(key, redis.namespace)]
      return (await client.eval(script, { keys, arguments: [expected ?? '', value, `${ttlMs ?? ''}`] })) === 1
    },
  })
  return { ...store, close: () => keyv.disconnect() }
}
