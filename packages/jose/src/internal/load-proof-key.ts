import { misuse } from 'grantkit/internal/misuse'
import { webCrypto } from 'grantkit/internal/web-crypto'
import type { JWK } from 'jose'
import type { DPoPKeyPair, DPoPKeyStore } from '../dpop-key-store.ts'
import { JoseError } from '../jose-error.ts'
import { signatureAlgorithm } from '../jws/algorithms.ts'
import type { ExternalSigner } from '../signing-key.ts'
import { isCryptoKey } from './crypto-key-signer.ts'
import { loaded } from './loaded.ts'
import { type ProofKey, pairLoader } from './proof-key.ts'
import { checkSignatureAlg } from './signature-alg.ts'

/** The key of a DPoP signer. */
export interface ProofKeySettings {
  /**
   * The key: a `CryptoKeyPair`, a private JWK, or an external signer with its `publicJwk`.
   * @default the key in `keyStore`, or a new key that can't be extracted, made at first use
   */
  keyPair?: DPoPKeyPair | JWK | ExternalSigner | undefined
  /** Where the key is stored, so that a session that is bound to it outlives the page. */
  keyStore?: DPoPKeyStore | undefined
  /**
   * The algorithm of a new key, such as `ES256`, `EdDSA` or `PS256`. A key in the store keeps its algorithm; `keyPair` must fit it.
   * @default 'ES256', or the key's
   */
  alg?: string | undefined
  /**
   * The result of `getThumbprint` from when the session began. Its refresh token may be bound to that key. If the store has another
   * key or none, nothing is signed and the error has the code `dpop_key_lost`: the user must sign in again.
   */
  thumbprint?: string | undefined
}

/** Throws for wrong settings. Returns a function that loads or makes the key. */
export function proofKeyLoader({ keyPair, keyStore, alg, thumbprint }: ProofKeySettings): () => Promise<ProofKey> {
  if (alg !== undefined) checkSignatureAlg('alg', alg)
  if (keyPair && keyStore) misuse('keyStore', 'it or keyPair')
  if (keyStore && [keyStore.get, keyStore.set].some((method) => typeof method !== 'function')) {
    misuse('keyStore', 'an object with the functions get and set')
  }
  if (thumbprint !== undefined && !thumbprint) misuse('thumbprint', 'a non-empty string or none')
  // a new key can't have the thumbprint of an earlier one
  if (thumbprint && !keyPair && !keyStore) misuse('thumbprint', 'keyPair or keyStore with it')
  const load =
    keyPair !== undefined
      ? givenKeyLoader(keyPair, alg)
      : async () => fromPair(keyStore ? await storedPair(keyStore, alg, !!thumbprint) : await newPair(alg), alg)

  return async () => {
    const key = await load()
    if (thumbprint && key.thumbprint !== thumbprint) lost('was replaced')
    return key
  }
}

/** A `CryptoKeyPair` is checked now. The code for other kinds of keys is loaded at first use, because pages don't have them. */
function givenKeyLoader(key: DPoPKeyPair | JWK | ExternalSigner, alg: string | undefined): () => Promise<ProofKey> {
  if (Object(key) !== key) misuse('keyPair', 'a CryptoKeyPair, a private JWK, or an external signer with publicJwk')
  if ('privateKey' in key) return pairLoader('keyPair', key as DPoPKeyPair, alg)
  // JWKs are copied, because the caller may overwrite them; a signer isn't, because it may have state
  const isExternal = 'sign' in key
  const publicJwk = { ...(isExternal ? key.publicJwk : (key as JWK)) }
  const kept = isExternal ? key : publicJwk
  return async () => (await loaded(import('./proof-key-of-jwk.ts'))).proofKeyOfJwk(kept, publicJwk, alg)
}

async function storedPair(keyStore: DPoPKeyStore, alg: string | undefined, isBound: boolean): Promise<DPoPKeyPair> {
  const kept = await keyStore.get()
  if (kept) return kept
  if (isBound) lost('is gone')
  const made = await newPair(alg)
  await keyStore.set(made)
  // another tab may have been faster; if the store has nothing even now, this page uses its own key
  return (await keyStore.get()) ?? made
}

async function newPair(alg = 'ES256'): Promise<DPoPKeyPair> {
  const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const made = webCrypto().generateKey({ ...signatureAlgorithm(alg), ...rsa }, false, ['sign', 'verify'])
  return (await made.catch(() => misuse('alg', `one that this runtime supports: it has no ${alg}`))) as DPoPKeyPair
}

function fromPair(pair: DPoPKeyPair, alg: string | undefined): Promise<ProofKey> {
  if (!isCryptoKey(pair.privateKey)) {
    misuse('keyStore', 'one that keeps a CryptoKeyPair: IndexedDB does, JSON does not')
  }
  // a stored key stays in use, even if the application has changed its alg since
  const isEdwards = pair.privateKey.algorithm.name === 'Ed25519' && alg?.startsWith('Ed')
  return pairLoader('keyStore', pair, isEdwards ? alg : undefined)()
}

function lost(how: string): never {
  throw new JoseError('dpop_key_lost', `the session's DPoP key ${how}: log in again`)
}
