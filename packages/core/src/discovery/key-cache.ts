import { checkObject } from '../internal/misuse.ts'
import { type Cached, type CacheRead, type CacheSettings, createCache } from './cache.ts'
import { getJsonWebKeySet, type JsonWebKeySet, type JsonWebKeySetRequest } from './get-json-web-key-set.ts'
import { acceptKeys } from './json-web-key-set.ts'

/** Which keys to keep, for how long, and how to get them. */
export interface KeyCacheSettings extends JsonWebKeySetRequest, CacheSettings {
  /** @default 600000, ten minutes */
  lifetimeMs?: number | undefined
}

/** Keeps a server's keys. */
export interface KeyCache {
  /**
   * The keys, from the cache while they are good. Where none of them has the `kid` that is sought, the server is asked
   * for newer ones, but not within `coolDownMs` of the last time; the answer may still lack it.
   */
  get(options?: Pick<CacheRead<JsonWebKeySet>, 'signal'> & { kid?: string | undefined }): Promise<Cached<JsonWebKeySet>>
  /** The keys as the server has them now. */
  refresh(options?: Pick<CacheRead<JsonWebKeySet>, 'signal'>): Promise<Cached<JsonWebKeySet>>
}

/**
 * A cache of one server's keys, got as `getJsonWebKeySet` does when they are first asked for. It shares requests, forgets
 * failures and serves what is stale as `createDiscoveryCache` does.
 *
 * @throws {TypeError} for a seed that is no key set.
 */
export function createKeyCache(settings: KeyCacheSettings): KeyCache {
  checkObject('settings', settings)
  const { get, refresh } = createCache<KeyCacheSettings, JsonWebKeySet>(settings, getJsonWebKeySet, acceptKeys, 600_000)
  return {
    get: async (options = {}) => {
      checkObject('options', options)
      const { kid, ...read } = options
      return get({ ...read, holds: ({ keys }) => kid === undefined || keys.some((key) => key.kid === kid) })
    },
    refresh,
  }
}
