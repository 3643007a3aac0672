import type { TokenStore } from '@grantkit/tokens'

/** A store that drops a share of its writes, from 0 to 1, although it acknowledges them. */
export function dropping(store: TokenStore, share: number): TokenStore {
  return { ...store, set: async (...args) => (Math.random() < share ? true : store.set(...args)) }
}
