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

/** The requirements that a token must meet before its claims are read. */
export interface OpenJwtRules {
  keys: KeySource
  algorithms: readonly string[]
  kind: JwtKind
  /** Whether a `typ` that is missing or `JWT` is accepted, whatever the kind. */
  mayBePlain: boolean
  /** If undefined, an encrypted token is refused. */
  decrypt?: Decrypt | undefined
  signal?: AbortSignal | undefined
}

/** A token whose signature is valid, but whose claims have not been checked. */
export interface OpenedJwt {
  header: JwtHeader
  claims: Record<string, unknown>
}

/** Decrypts a token if it is encrypted, and verifies its signature (RFC 7519 section 7.2). */
export async function openJwt(given: string | null, rules: OpenJwtRules): Promise<OpenedJwt> {
  // a missing token is the sender's mistake, so it is refused like a malformed one
  let token = given ?? ''
  let parts = partsOf(token)
  if (rules.decrypt) {
    token = await rules.decrypt(token, parts.length > 3 ? headerIn(parts[0]!) : undefined)
    parts = partsOf(token)
  }
  if (parts.length > 3) throw new JoseError('decryption_failed', 'it is encrypted, and there is no key')
  const header = headerIn(parts[0]!)
  expectAlgorithm(header, rules.algorithms)
  await expectType(rules.kind, header, rules.mayBePlain)
  return { header, claims: await verify(token, header, await keyFor(header, rules)) }
}

/** Refuses an algorithm that isn't accepted. The message repeats it only if it looks like a registered name. */
export function expectAlgorithm({ alg }: JwtHeader, accepted: readonly string[]): void {
  if (accepted.includes(alg)) return
  const came = /^(none|[A-Z]S\d{3}K?|Ed\w{3,5}|ML-DSA-\d\d)$/.test(alg) ? alg : 'an unknown algorithm'
  const message = `it is signed with ${came}: algorithms, or else the metadata, accepts ${accepted.join(', ')}`
  throw new JoseError('alg_not_allowed', message, { claim: 'alg' })
}

/** The claims of a token, after verifying its signature with this key. */
export async function verify(token: string, { alg }: JwtHeader, key: CryptoKey): Promise<Record<string, unknown>> {
  return jsonObject(await verifyJws(token, alg, key), 'payload')
}

async function keyFor({ alg, kid }: JwtHeader, { keys, signal }: OpenJwtRules): Promise<CryptoKey> {
  const secret = secretOf(keys)
  if (secret === undefined) return importPublicKey(await findKey(keys as PublicKeySource, alg, kid, signal), alg)
  const bytes = new TextEncoder().encode(secret)
  // the secret must be at least as long as the hash (RFC 7518 section 3.2)
  if (bytes.length * 8 < Number(alg.slice(2))) {
    throw new JoseError('key_too_weak', `the secret is too short for ${alg}`)
  }
  return webCrypto().importKey('raw', bytes, signatureAlgorithm(alg), false, ['verify'])
}
