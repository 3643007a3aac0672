import { misuse } from 'grantkit/internal/misuse'
import { webCrypto } from 'grantkit/internal/web-crypto'
import type { CryptoKey } from 'jose'
import { signatureAlgorithm } from '../jws/algorithms.ts'
import { isSafeRsa } from '../jws/safe-rsa.ts'
import { compactJws, type Sign } from '../jws/sign.ts'
import { once } from './once.ts'
import { signatureAlg } from './signature-alg.ts'

/** Signs claims. `alg` and `kid` are those of the key. */
export interface JwtSigner {
  alg: string
  kid: string | undefined
  /** A compact JWT whose header begins with `alg`. */
  sign(header: object, claims: object): Promise<string>
}

/** What the caller passed in addition to a key. */
export interface AboutKey {
  alg?: string | undefined
  kid?: string | undefined
}

/** Whether a value is a `CryptoKey`, from any realm. */
export const isCryptoKey = (value: unknown): value is CryptoKey => Object(value)[Symbol.toStringTag] === 'CryptoKey'

/** The algorithm of a `CryptoKey`. Which members are present depends on the type of key. */
interface KeyDetails {
  name: string
  namedCurve?: string
  hash?: { name: string }
  modulusLength?: number
  publicExponent?: Uint8Array
}

/** A signer for a `CryptoKey`. `field` is the name of the caller's option. */
export function cryptoKeySigner(field: string, key: CryptoKey, about: AboutKey): JwtSigner {
  if (key.type !== 'private') misuse(field, 'the private key')
  if (!key.usages.includes('sign')) misuse(field, 'a key whose usages include "sign"')
  const { name, namedCurve, hash, modulusLength, publicExponent } = key.algorithm as KeyDetails
  const canDo = (alg: string) => {
    const wanted = signatureAlgorithm(alg)
    return (
      name === wanted.name &&
      (namedCurve ?? wanted.namedCurve) === wanted.namedCurve &&
      (hash?.name ?? wanted.hash) === wanted.hash
    )
  }
  // WebCrypto also makes weak RSA keys
  const isSafe = !publicExponent || isSafeRsa(modulusLength, publicExponent)
  return signerWith(signatureAlg(field, { canDo, isSafe }, about.alg), about.kid, async () => key)
}

/** A signer that uses WebCrypto and loads its key at the first signature. */
export function signerWith(alg: string, kid: string | undefined, load: () => Promise<CryptoKey>): JwtSigner {
  const getKey = once(load)
  return signerBy(
    alg,
    kid,
    async (bytes) => new Uint8Array(await webCrypto().sign(signatureAlgorithm(alg), await getKey(), bytes)),
  )
}

/** A signer that uses any function to sign. */
export function signerBy(alg: string, kid: string | undefined, sign: Sign): JwtSigner {
  return { alg, kid, sign: (header, claims) => compactJws({ alg, ...header }, claims, sign) }
}
