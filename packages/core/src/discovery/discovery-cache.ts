import { checkObject } from '../internal/misuse.ts'
import { type Cached, type CacheRead, type CacheSettings, createCache } from './cache.ts'
import {
  acceptDocument,
  type DiscoveryDocument,
  type DiscoveryRequest,
  getDiscoveryDocument,
} from './get-discovery-document.ts'
import { seedOf } from './seed.ts'

/** The settings of a discovery cache: the document, its lifetime, and how to request it. */
export interface DiscoveryCacheSettings extends DiscoveryRequest, CacheSettings {
  /** @default 86400000, a day */
  lifetimeMs?: number | undefined
}

/** A cache of a discovery document. */
export interface DiscoveryCache {
  /** The document, from the cache while it is fresh. */
  get(options?: Pick<CacheRead<DiscoveryDocument>, 'signal'>): Promise<Cached<DiscoveryDocument>>
  /** The document, requested from the server now. */
  refresh(options?: Pick<CacheRead<DiscoveryDocument>, 'signal'>): Promise<Cached<DiscoveryDocument>>
}

/**
 * A cache of one server's metadata. The first `get` requests it as `getDiscoveryDocument` does.
 *
 * Concurrent callers share one request. A failure goes to the callers that waited for it, and isn't cached. If there is an
 * older document, that is served instead, with the failure as `stale`.
 *
 * @throws {TypeError} for a mistake in the settings, such as a seed that the policy refuses.
 *
 * @example
 * ```ts
 * const discovery = createDiscoveryCache({ authority: 'https://demo.example' })
 * const server = await discovery.get()
 * if (server.isError) throw new Error(server.error)
 * ```
 */
export function createDiscoveryCache(settings: DiscoveryCacheSettings): DiscoveryCache {
  checkObject('settings', settings)
  const accept = acceptDocument(settings, settings)(`${settings.address ?? ''}`)
  return createCache(settings, getDiscoveryDocument, 86_400_000, seedOf<DiscoveryDocument>(settings, accept))
}
