import type { Failure, PublicKey } from 'grantkit'
import { JoseError } from '../jose-error.ts'
import type { PublicKeySource } from '../key-source.ts'
import { keyTypeOf } from './algorithms.ts'

/**
 * The one key of the issuer's that a header can mean: by `kid` where there is one, and by what the key says of itself
 * (RFC 7515 appendix D). A key inside the header, or an address of one, counts for nothing.
 */
export async function findKey(
  source: PublicKeySource,
  alg: string,
  kid: string | undefined,
  signal: AbortSignal | undefined,
): Promise<PublicKey> {
  const { keys, stale } = await keysOf(source, kid, signal)
  const fitting = keys.filter((key) => fits(Object(key), alg, kid))
  if (fitting.length > 1)
    throw new JoseError('key_ambiguous', `${fitting.length} keys fit, and kid does not tell them apart`)
  // it may be among those that could not be got
  if (!fitting.length && stale)
    throw new JoseError('keys_unavailable', `no newer keys: ${stale.code}`, { failure: stale })
  if (!fitting.length) throw new JoseError('key_not_found', `none of ${keys.length} keys fits its kid and alg`)
  return fitting[0] as PublicKey
}

async function keysOf(
  source: PublicKeySource,
  kid: string | undefined,
  signal: AbortSignal | undefined,
): Promise<{ keys: readonly object[]; stale?: Failure }> {
  if (!('get' in source)) return source
  const answer = await source.get({ kid, ...(signal && { signal }) })
  if (answer.isError) throw new JoseError('keys_unavailable', `no keys: ${answer.code}`, { failure: answer })
  return answer
}

function fits(jwk: PublicKey, alg: string, kid: string | undefined): boolean {
  const { kty, crv } = keyTypeOf(alg)!
  // some servers write null for a member that they leave out
  const key = Object.fromEntries(Object.entries(jwk).filter(([, value]) => value !== null)) as PublicKey
  return (
    (kid === undefined || key.kid === kid) &&
    key.kty === kty &&
    (crv === undefined || key.crv === crv) &&
    (key.use === undefined || key.use === 'sig') &&
    (key.alg === undefined || key.alg === alg || (crv === 'Ed25519' && keyTypeOf(key.alg)?.crv === crv)) &&
    (key.key_ops === undefined || (Array.isArray(key.key_ops) && key.key_ops.includes('verify')))
  )
}
