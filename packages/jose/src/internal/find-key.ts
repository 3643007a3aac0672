import type { Failure, PublicKey } from 'grantkit'
import { describeFailure } from 'grantkit/internal/describe-failure'
import { JoseError } from '../jose-error.ts'
import { isOfType, signatureAlgorithm } from '../jws/algorithms.ts'
import { membersOf, publicNames } from '../jws/key-members.ts'
import type { PublicKeySource } from '../key-source.ts'

/**
 * The only key of the issuer that fits the header: by `kid` if there is one, and by the members of the key
 * (RFC 7515 appendix D). A key or a key's URL inside the header is ignored.
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
  // the same key may be published twice, with another certificate
  const different = others.filter((other) => textOf(other) !== textOf(key!))
  if (different.length) {
    throw new JoseError('key_ambiguous', `${different.length + 1} keys fit, and kid does not tell them apart`)
  }
  if (key) return key
  // it may be among those that could not be got
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
  const answer = await source.get({ kid, ...(signal && { signal }) })
  if (answer.isError) throw unavailable('no keys', answer)
  return answer
}

/** The keys could not be fetched; why is said in the server's own words. */
function unavailable(what: string, failure: Failure): JoseError {
  return new JoseError('keys_unavailable', `${what}: ${describeFailure(failure)}`, { failure })
}

type KeyFault = 'kid' | 'kty' | 'crv' | 'use' | 'alg' | 'key_ops'

/** The first member of a key that doesn't fit. Some servers write null or nothing for a missing member. */
function faultOf(key: PublicKey, alg: string, kid: string | undefined): KeyFault | undefined {
  const { use, key_ops: operations } = key
  if (kid !== undefined && key.kid !== kid) return 'kid'
  if (key.kty !== signatureAlgorithm(alg).kty) return 'kty'
  if (!isOfType(key, alg)) return 'crv'
  if ((use || 'sig') !== 'sig') return 'use'
  if (!isFor(key.alg, alg)) return 'alg'
  return Array.isArray(operations ?? []) && (operations ?? ['verify']).includes('verify') ? undefined : 'key_ops'
}

/** Whether a key that says it is for `own` is for `alg`. Ed25519 has two names (RFC 9864); an AKP key must have its own. */
function isFor(own: unknown, alg: string): boolean {
  if (!own) return !/^ML/.test(alg)
  return own === alg || [own, alg].every((name) => /^Ed(DSA|25519)$/.test(`${name}`))
}

/** Which members are at fault, of the keys that came nearest. */
function reasonFor(faults: KeyFault[], alg: string): string {
  const nearer = faults.filter((fault) => fault !== 'kid')
  const members = [...new Set(nearer.length ? nearer : faults)].join(' and ')
  return `none of ${faults.length} keys is for ${alg}${members && `: they differ in ${members}`}`
}

/** What tells a public key from others, whatever else it says. */
const textOf = (key: object): string => JSON.stringify(membersOf(key, publicNames))
