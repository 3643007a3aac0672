import type { KeyCache, PublicKey } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import type { JWK } from 'jose'

/** The issuer's public keys: a cache of `createKeyCache`, which loads the keys again for an unknown `kid`, or a fixed key set. */
export type PublicKeySource = Pick<KeyCache, 'get'> | { keys: readonly (PublicKey | JWK)[] }

/**
 * The keys to verify a signature: the issuer's public keys, or the client's secret for HS256, HS384 and HS512. It is never both,
 * so that nobody can sign with a public key as if it were the secret.
 */
export type KeySource = PublicKeySource | { clientSecret: string }

/** The client's secret, if the source is one. */
export function secretOf(source: KeySource): string | undefined {
  return 'clientSecret' in source ? source.clientSecret : undefined
}

/** Throws unless it is exactly one source of keys. */
export function checkKeySource(source: KeySource): void {
  const { get, keys, clientSecret } = Object(source) as Record<string, unknown>
  const isOne = [get, keys, clientSecret].filter((kind) => kind !== undefined).length === 1
  const isGood = typeof get === 'function' || Array.isArray(keys) || (typeof clientSecret === 'string' && clientSecret)
  if (!isOne || !isGood) misuse('keys', 'a key cache, { keys: [...] } or { clientSecret }')
}
