import { checkObject } from '../internal/misuse.ts'
import { type Cached, type CacheRead, type CacheSettings, createCache } from './cache.ts'
import { getJsonWebKeySet, type JsonWebKeySet, type JsonWebKeySetRequest } from './get-json-web-key-set.ts'
import { acceptKeys } from './json-web-key-set.ts'
import { seedOf } from './seed.ts'

/** The settings of a key cache: the keys' address, their lifetime, and how to request them. */
export interface KeyCacheSettings extends JsonWebKeySetRequest, CacheSettings {
  /** @default 600000, ten minutes */
  lifetimeMs?: number | undefined
}

/** A cache of a server's keys. */
export interface KeyCache {
  /**
   * The keys, from the cache while they are fresh. If you pass a `kid` and no cached key has it, the keys are requested again, at
   * most once per `coolDownMs`. The result may still lack that key.
   */
  get(options?: Pick<CacheRead<JsonWebKeySet>, 'signal'> & { kid?: string | undefined }): Promise<Cached<JsonWebKeySet>>
  /** The keys, requested from the server now. */
  refresh(options?: Pick<CacheRead<JsonWebKeySet>, 'signal'>): Promise<Cached<JsonWebKeySet>>
}

/**
 * A cache of one server's keys. The first `get` requests them as `getJsonWebKeySet` does. Concurrent requests, failures and
 * stale keys are handled as by `createDiscoveryCache`.
 *
 * @throws {TypeError} if the seed is not a key set.
 */
export function createKeyCache(settings: KeyCacheSettings): KeyCache {
  checkObject('settings', settings)
  return keyCache(settings, seedOf<JsonWebKeySet>(settings, acceptKeys))
}

/** The same, without the code that checks a seed. */
export function keyCache(settings: KeyCacheSettings, seed?: JsonWebKeySet): KeyCache {
  const { get, refresh } = createCache<KeyCacheSettings, JsonWebKeySet>(settings, getJsonWebKeySet, 600_000, seed)
  return {
    get: async (options = {}) => {
      checkObject('options', options)
      const { kid, ...read } = options
      return get({ ...read, holds: ({ keys }) => kid === undefined || keys.some((key) => key.kid === kid) })
    },
    refresh,
  }
}
