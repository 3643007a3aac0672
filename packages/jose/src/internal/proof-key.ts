import { misuse, webCrypto } from 'grantkit/internal'
import type { JWK } from 'jose'
import type { DPoPKeyPair } from '../dpop-key-store.ts'
import { curveFault } from '../jws/curve-fault.ts'
import { publicMembers } from '../jws/key-members.ts'
import { thumbprintOf } from '../jws/thumbprint.ts'
import type { ExternalSigner } from '../signing-key.ts'
import { type JwtSigner, jwtSignerOf } from './jwt-signer.ts'
import { isCryptoKey, signatureAlg } from './signature-alg.ts'

/** The key that proofs are made with. */
export interface ProofKey extends Pick<JwtSigner, 'sign'> {
  /** The header of every proof, `alg` aside (RFC 9449 section 4.2). */
  header: object
  /** What names the key wherever a token or a code is bound to it (RFC 7638, SHA-256). */
  thumbprint: string
}

/** Refuses at once what can't make proofs; the function it returns makes ready what can. */
export function proofKeyOf(
  field: string,
  keyPair: DPoPKeyPair | JWK | ExternalSigner,
  alg: string | undefined,
): () => Promise<ProofKey> {
  if (Object(keyPair) !== keyPair) misuse(field, 'a CryptoKeyPair, a private JWK, or an external signer with publicJwk')
  const isExternal = 'sign' in keyPair
  if (isExternal || 'kty' in keyPair) {
    const signer = jwtSignerOf(field, keyPair as JWK | ExternalSigner, { alg })
    const [name, publicJwk] = isExternal ? [`${field}.publicJwk`, keyPair.publicJwk] : [field, keyPair as JWK]
    if (!publicJwk) misuse(name, 'the public half of the key')
    signatureAlg(name, publicJwk, signer.alg)
    // what isn't public must not even be there to be left out
    const jwk = publicMembers(publicJwk, signer.alg)
    const fault = jwk.kty === 'RSA' ? undefined : curveFault(jwk)
    if (fault) misuse(name, `another key: ${fault.message}`)
    return () => proofKey(signer, jwk)
  }
  const { privateKey, publicKey } = keyPair as DPoPKeyPair
  if (!(isCryptoKey(publicKey) && publicKey.type === 'public' && publicKey.extractable)) {
    misuse(`${field}.publicKey`, 'the public CryptoKey, extractable')
  }
  const signer = jwtSignerOf(`${field}.privateKey`, privateKey, { alg })
  return async () => proofKey(signer, publicMembers(await webCrypto().exportKey('jwk', publicKey), signer.alg))
}

async function proofKey({ sign }: JwtSigner, jwk: object): Promise<ProofKey> {
  return { sign, header: { typ: 'dpop+jwt', jwk }, thumbprint: await thumbprintOf(jwk) }
}
