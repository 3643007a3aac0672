import { webCrypto } from 'grantkit/internal/web-crypto'
import { JoseError } from '../jose-error.ts'
import { signatureAlgorithm } from '../jws/algorithms.ts'
import { importPublicKey } from '../jws/public-key.ts'
import { verifyJws } from '../jws/verify.ts'
import { type KeySource, type PublicKeySource, secretOf } from '../key-source.ts'
import { expectType } from './check-kind.ts'
import { partsOf } from './compact.ts'
import type { Decrypt } from './decrypt.ts'
import { findKey } from './find-key.ts'
import { jsonObject } from './json-object.ts'
import { headerIn, type JwtHeader } from './jwt-header.ts'
import type { JwtKind } from './jwt-kind.ts'

/** What a token must be before anybody reads its claims. */
export interface Seal {
  keys: KeySource
  algorithms: readonly string[]
  kind: JwtKind
  /** Whether it may come without a type of its own, whatever its kind. */
  mayBePlain: boolean
  /** Where it is left out, an encrypted token is refused. */
  decrypt?: Decrypt | undefined
  signal?: AbortSignal | undefined
}

/** A token whose signature is good; its claims are still to be judged. */
export interface OpenedJwt {
  header: JwtHeader
  claims: Record<string, unknown>
}

/** Decrypts a token if it is encrypted, and verifies its signature always (RFC 7519 section 7.2). */
export async function openJwt(given: string | null, seal: Seal): Promise<OpenedJwt> {
  // what came from outside is refused, even if it is nothing
  let token = given ?? ''
  let parts = partsOf(token)
  if (seal.decrypt) {
    token = await seal.decrypt(token, parts.length > 3 ? headerIn(parts[0]!) : undefined)
    parts = partsOf(token)
  }
  if (parts.length > 3) throw new JoseError('decryption_failed', 'it is encrypted, and there is no key')
  const header = headerIn(parts[0]!)
  expectAlgorithm(header, seal.algorithms)
  await expectType(seal.kind, header, seal.mayBePlain)
  return { header, claims: await verify(token, header, await keyFor(header, seal)) }
}

/** Refuses an algorithm that isn't accepted. A name as those that are registered is said, others may hold anything. */
export function expectAlgorithm({ alg }: JwtHeader, accepted: readonly string[]): void {
  if (accepted.includes(alg)) return
  const came = /^(none|[A-Z]S\d{3}K?|Ed\w{3,5}|ML-DSA-\d\d)$/.test(alg) ? alg : 'an unknown algorithm'
  const message = `it is signed with ${came}: algorithms, or else the metadata, accepts ${accepted.join(', ')}`
  throw new JoseError('alg_not_allowed', message, { claim: 'alg' })
}

/** The claims of a token that this key has signed. */
export async function verify(token: string, { alg }: JwtHeader, key: CryptoKey): Promise<Record<string, unknown>> {
  return jsonObject(await verifyJws(token, alg, key), 'payload')
}

async function keyFor({ alg, kid }: JwtHeader, { keys, signal }: Seal): Promise<CryptoKey> {
  const secret = secretOf(keys)
  if (secret === undefined) return importPublicKey(await findKey(keys as PublicKeySource, alg, kid, signal), alg)
  const bytes = new TextEncoder().encode(secret)
  // as long as the hash at least (RFC 7518 section 3.2)
  if (bytes.length * 8 < Number(alg.slice(2))) {
    throw new JoseError('key_too_weak', `the secret is too short for ${alg}`)
  }
  return webCrypto().importKey('raw', bytes, signatureAlgorithm(alg), false, ['verify'])
}
