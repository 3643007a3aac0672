import type { CryptoKey, JWK } from 'jose'
import type { DecryptDependencies } from './internal/decrypt-dependencies.ts'

/** A private key of the client: a JWK, or a `CryptoKey` with its `kid` if it has one. */
export type DecryptionKey = JWK | CryptoKey | { key: CryptoKey; kid?: string }

/** How a token may have been encrypted for the client. */
export interface Decryption {
  /** The client's private keys. Without any, encrypted tokens are refused. */
  decryptionKeys?: readonly DecryptionKey[] | undefined
  /** Refuses tokens that aren't encrypted. Set it if the client is registered for encryption. @default false */
  requireEncryption?: boolean | undefined
  /**
   * The accepted key management algorithms. RSA1_5, passwords and shared secrets are never accepted.
   * @default RSA-OAEP, with SHA-1 or SHA-2, and ECDH-ES, alone or with AES key wrap
   */
  keyManagementAlgorithms?: readonly string[] | undefined
  /** The accepted content encryption algorithms. @default A128GCM, A192GCM, A256GCM and A128CBC-HS256 to A256CBC-HS512 */
  contentEncryptionAlgorithms?: readonly string[] | undefined
}

/** The checked settings of decryption. */
export interface CheckedDecryption {
  keys: readonly DecryptionKey[]
  required: boolean
  algorithms: readonly string[]
  encryptions: readonly string[]
}

/** Throws for wrong options of decryption, and adds the defaults. */
export function checkDecryption(
  {
    decryptionKeys = [],
    requireEncryption = false,
    keyManagementAlgorithms = keyManagement,
    contentEncryptionAlgorithms = contentEncryption,
  }: Decryption,
  { misuse, checkList }: DecryptDependencies,
): CheckedDecryption {
  if (!Array.isArray(decryptionKeys) || decryptionKeys.some((key) => Object(key) !== key))
    misuse('decryptionKeys', 'a list of private keys')
  if (requireEncryption && !decryptionKeys.length) misuse('decryptionKeys', 'the keys that requireEncryption needs')
  checkList('keyManagementAlgorithms', keyManagementAlgorithms, keyManagement)
  checkList('contentEncryptionAlgorithms', contentEncryptionAlgorithms, contentEncryption)
  return {
    keys: decryptionKeys,
    required: requireEncryption,
    algorithms: keyManagementAlgorithms,
    encryptions: contentEncryptionAlgorithms,
  }
}

const keyManagement: readonly string[] = [
  'RSA-OAEP',
  'RSA-OAEP-256',
  'RSA-OAEP-384',
  'RSA-OAEP-512',
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A192KW',
  'ECDH-ES+A256KW',
]

const contentEncryption: readonly string[] = [
  'A128GCM',
  'A192GCM',
  'A256GCM',
  'A128CBC-HS256',
  'A192CBC-HS384',
  'A256CBC-HS512',
]
