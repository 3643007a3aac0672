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

/** The key of a signer of proofs. */
export interface ProofKeySettings {
  /** The key: a `CryptoKeyPair`, a private JWK, or an external signer with its `publicJwk`. @default the key in `keyStore`, or one that is made at first use and can't be extracted */
  keyPair?: DPoPKeyPair | JWK | ExternalSigner | undefined
  /** Where the key is stored, so that a session that is bound to it outlives the page. */
  keyStore?: DPoPKeyStore | undefined
  /** The algorithm of a new key, such as `ES256`, `EdDSA` or `PS256`. A key in the store keeps its algorithm; `keyPair` must fit it. @default 'ES256', or the key's */
  alg?: string | undefined
  /**
   * The result of `getThumbprint` when the session began: its refresh token may be bound to that key. If the key is another or
   * missing in the store, nothing is signed and the error has the code `dpop_key_lost`: the user must sign in again.
   */
  thumbprint?: string | undefined
}

/** Refuses at once what can't be right; the function it returns takes, loads or makes the key. */
export function proofKeyLoader({ keyPair, keyStore, alg, thumbprint }: ProofKeySettings): () => Promise<ProofKey> {
  if (alg !== undefined) checkSignatureAlg('alg', alg)
  if (keyPair && keyStore) misuse('keyStore', 'it or keyPair')
  if (keyStore && [keyStore.get, keyStore.set].some((method) => typeof method !== 'function')) {
    misuse('keyStore', 'an object with the functions get and set')
  }
  if (thumbprint !== undefined && !thumbprint) misuse('thumbprint', 'a non-empty string, or leave it out')
  // a key that is made now is never the one from before
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

/** Only a `CryptoKeyPair` is checked at once. What reads the other kinds of keys is loaded at first use, for pages have none. */
function givenKeyLoader(key: DPoPKeyPair | JWK | ExternalSigner, alg: string | undefined): () => Promise<ProofKey> {
  if (Object(key) !== key) misuse('keyPair', 'a CryptoKeyPair, a private JWK, or an external signer with publicJwk')
  if ('privateKey' in key) return pairLoader('keyPair', key as DPoPKeyPair, alg)
  // copies: the caller may overwrite a JWK. A signer isn't copied: it may have state
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
  // another tab may have been quicker; a store that keeps nothing still leaves this page its key
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
  // what a session is bound to stays in use when the application wants another alg for new keys
  const isEdwards = pair.privateKey.algorithm.name === 'Ed25519' && alg?.startsWith('Ed')
  return pairLoader('keyStore', pair, isEdwards ? alg : undefined)()
}

function lost(how: string): never {
  throw new JoseError('dpop_key_lost', `the session's DPoP key ${how}: log in again`)
}
