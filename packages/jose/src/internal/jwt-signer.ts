import { misuse } from 'grantkit/internal/misuse'
import { webCrypto } from 'grantkit/internal/web-crypto'
import type { JWK } from 'jose'
import { isOfType, signatureAlgorithm } from '../jws/algorithms.ts'
import { isSafeRsaJwk } from '../jws/safe-rsa-jwk.ts'
import type { ExternalSigner, SigningKey } from '../signing-key.ts'
import {
  type AboutKey,
  cryptoKeySigner,
  isCryptoKey,
  type JwtSigner,
  signerBy,
  signerWith,
} from './crypto-key-signer.ts'
import { externalSign } from './external-sign.ts'
import { checkSignatureAlg, signatureAlg } from './signature-alg.ts'

/** A signer for a private key of any form. `field` is the name of the caller's option. */
export function jwtSignerOf(field: string, key: SigningKey, about: AboutKey): JwtSigner {
  if ('sign' in Object(key)) return externalSigner(field, key as ExternalSigner, about)
  if (isCryptoKey(key)) return cryptoKeySigner(field, key, about)
  const { kty, kid, use, key_ops: operations, alg: only, ...members } = Object(key) as JWK
  if (!kty) misuse(field, 'a private CryptoKey, a private JWK, or { alg, sign }')
  if (!(members.d || members.priv)) misuse(field, 'the private JWK, which has d or priv')
  if ((use ?? 'sig') !== 'sig' || !(operations ?? ['sign']).includes('sign')) misuse(field, 'a key for signatures')
  const alg = jwkAlg(field, key as JWK, about.alg)
  // no alg, because WebCrypto has other names for some algorithms; only in AKP keys it is part of the key
  const jwk = { ...members, kty, ...(kty === 'AKP' && { alg }) } as JsonWebKey
  const load = async (): Promise<CryptoKey> => {
    const imported = webCrypto().importKey('jwk', jwk, signatureAlgorithm(alg), false, ['sign'])
    // the original error might contain the key
    return imported.catch(() => misuse(field, 'a whole private JWK that this runtime supports'))
  }
  return signerWith(alg, about.kid ?? kid ?? undefined, load)
}

/** The algorithm of a public or private JWK. A JWK of the type AKP must contain it. */
export function jwkAlg(field: string, key: JWK, said?: string): string {
  const canDo = (alg: string) => isOfType(key, alg) && (key.alg || (key.kty !== 'AKP' && alg)) === alg
  let isSafe = key.kty !== 'RSA'
  try {
    isSafe ||= isSafeRsaJwk(key)
  } catch {}
  return signatureAlg(field, { canDo, isSafe }, said)
}

function externalSigner(field: string, signer: ExternalSigner, { alg: said, kid }: AboutKey): JwtSigner {
  const { alg } = signer
  if (typeof signer.sign !== 'function') misuse(`${field}.sign`, 'a function')
  checkSignatureAlg(`${field}.alg`, alg)
  if ((said ?? alg) !== alg) misuse('alg', 'what the signer signs with')
  return signerBy(alg, kid ?? signer.kid, (bytes) => externalSign(field, signer, bytes))
}
