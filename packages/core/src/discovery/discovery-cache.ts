import { checkObject } from '../internal/misuse.ts'
import { type Cached, type CacheRead, type CacheSettings, createCache } from './cache.ts'
import {
  acceptDocument,
  type DiscoveryDocument,
  type DiscoveryRequest,
  getDiscoveryDocument,
} from './get-discovery-document.ts'

/** Which document to keep, for how long, and how to get it. */
export interface DiscoveryCacheSettings extends DiscoveryRequest, CacheSettings {
  /** @default 86400000, a day */
  lifetimeMs?: number | undefined
}

/** Keeps a discovery document. */
export interface DiscoveryCache {
  /** The document, from the cache while it is good. */
  get(options?: Pick<CacheRead<DiscoveryDocument>, 'signal'>): Promise<Cached<DiscoveryDocument>>
  /** The document as the server has it now. */
  refresh(options?: Pick<CacheRead<DiscoveryDocument>, 'signal'>): Promise<Cached<DiscoveryDocument>>
}

/**
 * A cache of one server's metadata, got as `getDiscoveryDocument` does when it is first asked for.
 *
 * Callers who come while it is on its way share one request. A failure goes to those who waited, and is forgotten; where
 * there is an older document, that one is served in its place, and says so with `stale`.
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
  return createCache(settings, getDiscoveryDocument, accept, 86_400_000)
}
