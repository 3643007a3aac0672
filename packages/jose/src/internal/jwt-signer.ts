import { misuse, webCrypto } from 'grantkit/internal'
import { CompactSign, importJWK, type JWK } from 'jose'
import type { ExternalSigner, SigningKey } from '../signing-key.ts'
import { checkSignatureAlg } from './check-signature-alg.ts'
import { externalSign } from './external-sign.ts'
import { once } from './once.ts'
import { isCryptoKey, signatureAlg } from './signature-alg.ts'

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
  if (Object(key) !== key) misuse(field, 'a private CryptoKey, a private JWK, or { alg, sign }')
  if ('sign' in key) return externalSigner(field, key as ExternalSigner, about)
  if (isCryptoKey(key)) {
    if (key.type !== 'private') misuse(field, 'the private key')
    if (!key.usages.includes('sign')) misuse(field, 'a key whose usages include "sign"')
    return signerWith(signatureAlg(field, key, about.alg), about.kid, async () => key)
  }
  const { kty, kid, use, key_ops: operations, ...jwk } = key as JWK
  if (!kty) misuse(field, 'a private CryptoKey, a private JWK, or { alg, sign }')
  if (!jwk.d) misuse(field, 'the private JWK, which has d')
  if ((use ?? 'sig') !== 'sig' || !(operations ?? ['sign']).includes('sign')) misuse(field, 'a key for signatures')
  const alg = signatureAlg(field, { kty, ...jwk }, about.alg)
  const load = async (): Promise<CryptoKey> => {
    webCrypto()
    const imported = importJWK({ kty, ...jwk }, alg, { extractable: false }) as Promise<CryptoKey>
    // whatever the import says, it has seen the key
    return imported.catch(() =>
      misuse(field, 'a private JWK whose members are whole, of a kind that this runtime knows'),
    )
  }
  return signerWith(alg, about.kid ?? kid, once(load))
}

/** A signer that jose signs for. */
export function signerWith(alg: string, kid: string | undefined, load: () => Promise<CryptoKey>): JwtSigner {
  return {
    alg,
    kid,
    async sign(header, claims) {
      const payload = new TextEncoder().encode(JSON.stringify(claims))
      return new CompactSign(payload).setProtectedHeader({ alg, ...header }).sign(await load())
    },
  }
}

function externalSigner(field: string, signer: ExternalSigner, about: AboutKey): JwtSigner {
  const { alg } = signer
  if (typeof signer.sign !== 'function') misuse(`${field}.sign`, 'a function')
  checkSignatureAlg(`${field}.alg`, alg)
  if ((about.alg ?? alg) !== alg) misuse('alg', 'what the signer signs with, or leave it out')
  return {
    alg,
    kid: about.kid ?? signer.kid,
    sign: (header, claims) => externalSign(field, signer, { alg, ...header }, claims),
  }
}
