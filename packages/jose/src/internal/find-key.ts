import type { Failure, PublicKey } from 'grantkit'
import { describeFailure } from 'grantkit/internal/describe-failure'
import { JoseError } from '../jose-error.ts'
import { isOfType, signatureAlgorithm } from '../jws/algorithms.ts'
import { membersOf, publicNames } from '../jws/key-members.ts'
import type { PublicKeySource } from '../key-source.ts'

/**
 * Finds the issuer's key for a token's header, by `kid` if there is one, and by the key's members (RFC 7515 appendix D). Throws
 * unless exactly one key fits. A key or the URL of a key inside the header is ignored, because an attacker could write it.
 */
export async function findKey(
  source: PublicKeySource,
  alg: string,
  kid: string | undefined,
  signal: AbortSignal | undefined,
): Promise<PublicKey> {
  const { keys, stale } = await keysOf(source, kid, signal)
  const faults = keys.map((key) => faultOf(Object(key), alg, kid))
  const [key, ...others] = keys.filter((_, index) => !faults[index]) as PublicKey[]
  // a server may publish the same key twice, with different certificates
  const different = others.filter((other) => textOf(other) !== textOf(key!))
  if (different.length) {
    throw new JoseError('key_ambiguous', `${different.length + 1} keys fit, and kid does not tell them apart`)
  }
  if (key) return key
  // the key may be among the newer ones that could not be fetched
  if (stale) throw unavailable('no newer keys', stale)
  throw new JoseError('key_not_found', reasonFor(faults as KeyFault[], alg))
}

async function keysOf(
  source: PublicKeySource,
  kid: string | undefined,
  signal: AbortSignal | undefined,
): Promise<{ keys: readonly object[]; stale?: Failure }> {
  if (!('get' in source)) return source
  signal?.throwIfAborted()
  const response = await source.get({ kid, ...(signal && { signal }) })
  if (response.isError) throw unavailable('no keys', response)
  return response
}

/** The error for keys that could not be fetched, with the server's own words. */
function unavailable(what: string, failure: Failure): JoseError {
  return new JoseError('keys_unavailable', `${what}: ${describeFailure(failure)}`, { failure })
}

type KeyFault = 'kid' | 'kty' | 'crv' | 'use' | 'alg' | 'key_ops'

/** The first member because of which a key doesn't fit; undefined if it fits. Some servers write null or an empty text for a missing member. */
function faultOf(key: PublicKey, alg: string, kid: string | undefined): KeyFault | undefined {
  const { use, key_ops: operations } = key
  if (kid !== undefined && key.kid !== kid) return 'kid'
  if (key.kty !== signatureAlgorithm(alg).kty) return 'kty'
  if (!isOfType(key, alg)) return 'crv'
  if ((use || 'sig') !== 'sig') return 'use'
  if (!isFor(key.alg, alg)) return 'alg'
  return Array.isArray(operations ?? []) && (operations ?? ['verify']).includes('verify') ? undefined : 'key_ops'
}

/** Whether a key whose `alg` is `own` can be used for `alg`. Ed25519 has two names (RFC 9864). An AKP key must have an `alg`. */
function isFor(own: unknown, alg: string): boolean {
  if (!own) return !/^ML/.test(alg)
  return own === alg || [own, alg].every((name) => /^Ed(DSA|25519)$/.test(`${name}`))
}

/** Why no key fits: the members that differ, of the keys with the right `kid` if there are any. */
function reasonFor(faults: KeyFault[], alg: string): string {
  const nearer = faults.filter((fault) => fault !== 'kid')
  const members = [...new Set(nearer.length ? nearer : faults)].join(' and ')
  return `none of ${faults.length} keys is for ${alg}${members && `: they differ in ${members}`}`
}

/** The members that make up a public key, as text to compare. */
const textOf = (key: object): string => JSON.stringify(membersOf(key, publicNames))
