// A server's metadata and keys, and the caches that keep them.
export type * from '../request-types.ts'
export type { Cached, CacheRead, CacheSettings, Stale } from './cache.ts'
export { createDiscoveryCache, type DiscoveryCache, type DiscoveryCacheSettings } from './discovery-cache.ts'
export type { DiscoveryMembers, MtlsEndpointAliases } from './discovery-members.ts'
export type { DiscoveryPolicy, IssuerPolicy } from './discovery-policy.ts'
export {
  type DiscoveryDocument,
  type DiscoveryRequest,
  type DiscoveryResponse,
  getDiscoveryDocument,
} from './get-discovery-document.ts'
export * from './get-json-web-key-set.ts'
export type { JsonWebKeySetMembers, PublicKey } from './json-web-key-set.ts'
export { createKeyCache, type KeyCache, type KeyCacheSettings } from './key-cache.ts'
export { multiTenantIssuer } from './multi-tenant-issuer.ts'
