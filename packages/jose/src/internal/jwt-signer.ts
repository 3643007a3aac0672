import { misuse, webCrypto } from 'grantkit/internal'
import type { CryptoKey, JWK } from 'jose'
import { webCryptoAlgorithm } from '../jws/algorithms.ts'
import { compactJws, type Sign, signBytes } from '../jws/sign.ts'
import type { ExternalSigner, SigningKey } from '../signing-key.ts'
import { externalSign } from './external-sign.ts'
import { once } from './once.ts'
import { checkSignatureAlg, isCryptoKey, signatureAlg } from './signature-alg.ts'

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

/** The signer of a key that may sign. `field` is what the caller knows the key by. */
export function jwtSignerOf(field: string, key: SigningKey, about: AboutKey): JwtSigner {
  if ('sign' in Object(key)) return externalSigner(field, key as ExternalSigner, about)
  if (isCryptoKey(key)) {
    if (key.type !== 'private') misuse(field, 'the private key')
    if (!key.usages.includes('sign')) misuse(field, 'a key whose usages include "sign"')
    return signerWith(signatureAlg(field, key, about.alg), about.kid, async () => key)
  }
  const { kty, kid, use, key_ops: operations, alg: only, ...members } = Object(key) as JWK
  if (!kty) misuse(field, 'a private CryptoKey, a private JWK, or { alg, sign }')
  if (!(members.d || members.priv)) misuse(field, `the private JWK, which has ${kty === 'AKP' ? 'priv' : 'd'}`)
  if ((use ?? 'sig') !== 'sig' || !(operations ?? ['sign']).includes('sign')) misuse(field, 'a key for signatures')
  const alg = signatureAlg(field, key as JWK, about.alg)
  // WebCrypto has other names for some algorithms, and needs one only where it is a part of the key
  const jwk = { ...members, kty, ...(kty === 'AKP' && { alg }) } as JsonWebKey
  const load = async (): Promise<CryptoKey> => {
    const imported = webCrypto().importKey('jwk', jwk, webCryptoAlgorithm(alg), false, ['sign'])
    // whatever the import says, it has seen the key
    return imported.catch(() =>
      misuse(field, 'a private JWK whose members are whole, of a kind that this runtime knows'),
    )
  }
  return signerWith(alg, about.kid ?? kid ?? undefined, once(load))
}

/** A signer by WebCrypto. */
export function signerWith(alg: string, kid: string | undefined, load: () => Promise<CryptoKey>): JwtSigner {
  return signerBy(alg, kid, async (bytes) => signBytes(alg, await load(), bytes))
}

function externalSigner(field: string, signer: ExternalSigner, { alg: said, kid }: AboutKey): JwtSigner {
  const { alg } = signer
  if (typeof signer.sign !== 'function') misuse(`${field}.sign`, 'a function')
  checkSignatureAlg(`${field}.alg`, alg)
  if ((said ?? alg) !== alg) misuse('alg', 'what the signer signs with, or leave it out')
  return signerBy(alg, kid ?? signer.kid, (bytes) => externalSign(field, signer, bytes))
}

function signerBy(alg: string, kid: string | undefined, sign: Sign): JwtSigner {
  return { alg, kid, sign: (header, claims) => compactJws({ alg, ...header }, claims, sign) }
}
