import { misuse } from 'grantkit/internal/misuse'
import { webCrypto } from 'grantkit/internal/web-crypto'
import type { CryptoKey } from 'jose'
import { signatureAlgorithm } from '../jws/algorithms.ts'
import { isSafeRsa } from '../jws/safe-rsa.ts'
import { compactJws, type Sign } from '../jws/sign.ts'
import { once } from './once.ts'
import { signatureAlg } from './signature-alg.ts'

/** Signs claims; `alg` and `kid` are the key's. */
export interface JwtSigner {
  alg: string
  kid: string | undefined
  /** A compact JWT whose header begins with `alg`. */
  sign(header: object, claims: object): Promise<string>
}

/** What the caller says about a key beside the key itself. */
export interface AboutKey {
  alg?: string | undefined
  kid?: string | undefined
}

/** Whether a value is WebCrypto's, of whatever realm. */
export const isCryptoKey = (value: unknown): value is CryptoKey => Object(value)[Symbol.toStringTag] === 'CryptoKey'

/** What WebCrypto says of a key: what its type of key has of these. */
interface KeyDetails {
  name: string
  namedCurve?: string
  hash?: { name: string }
  modulusLength?: number
  publicExponent?: Uint8Array
}

/** The signer of a `CryptoKey` that may sign. `field` is what the caller knows the key by. */
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
  // WebCrypto makes RSA keys of any strength
  const isSafe = !publicExponent || isSafeRsa(modulusLength, publicExponent)
  return signerWith(signatureAlg(field, { canDo, isSafe }, about.alg), about.kid, async () => key)
}

/** A signer by WebCrypto, whose key is loaded at the first signature. */
export function signerWith(alg: string, kid: string | undefined, load: () => Promise<CryptoKey>): JwtSigner {
  const getKey = once(load)
  return signerBy(
    alg,
    kid,
    async (bytes) => new Uint8Array(await webCrypto().sign(signatureAlgorithm(alg), await getKey(), bytes)),
  )
}

/** A signer by any means. */
export function signerBy(alg: string, kid: string | undefined, sign: Sign): JwtSigner {
  return { alg, kid, sign: (header, claims) => compactJws({ alg, ...header }, claims, sign) }
}
