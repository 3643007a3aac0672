import { compactDecrypt, importJWK, type JWK } from 'jose'
import { type CheckedDecryption, checkDecryption, type Decryption, type DecryptionKey } from '../decryption.ts'
import { JoseError } from '../jose-error.ts'
import { utf8 } from '../jws/base64url.ts'
import { importOnce } from '../jws/import-once.ts'
import { keyFault } from '../jws/key-fault.ts'
import type { KeyMembers } from '../jws/key-members.ts'
import { headerIn } from './jwt-header.ts'

/** What a token's encryption is judged by. */
export interface Decryptor {
  /** Whether it must be encrypted. */
  required: boolean
  /** The text within a JWE, whose header is given too. There if there are keys. */
  decrypt?: (token: string, encodedHeader: string) => Promise<string>
}

/** Checks how a token may have been encrypted, before anything is read. */
export function decryptorOf(expected: Decryption): Decryptor {
  const checked = checkDecryption(expected)
  const { keys, required } = checked
  return { required, ...(keys.length && { decrypt: (token, header) => decrypt(token, header, checked) }) }
}

/** The text within a JWE (RFC 7516 section 5.2), by the first of the keys that opens it. */
async function decrypt(token: string, encodedHeader: string, decryption: CheckedDecryption): Promise<string> {
  const header = headerIn(encodedHeader)
  const { alg, enc, kid } = header
  if (!decryption.algorithms.includes(alg) || !decryption.encryptions.includes(`${enc}`)) {
    throw new JoseError('alg_not_allowed', 'it is encrypted with an algorithm that was not allowed')
  }
  if (header.cty !== undefined && !/^(application\/)?jwt$/i.test(`${header.cty}`)) {
    throw new JoseError('type_mismatch', 'what is encrypted is no JWT', { claim: 'cty' })
  }
  // a sender's key of small order would make the shared secret one that everybody knows
  if (/^ECDH/.test(alg) && (await keyFault(Object(header.epk)))) {
    throw new JoseError('key_invalid', 'epk is no usable public key', { claim: 'epk' })
  }
  for (const candidate of decryption.keys.filter((key) => mayBeMeant(key, alg, kid))) {
    try {
      const { plaintext } = await compactDecrypt(token, await keyOf(candidate, alg))
      return utf8(plaintext)
    } catch {
      // another key may open it; why this one does not is nobody's business (RFC 7516 section 11.5)
    }
  }
  throw new JoseError('decryption_failed', `none of ${decryption.keys.length} keys decrypts it`)
}

/** Whether a key may be meant: by `kid`, where both sides have one, and by its kind. */
function mayBeMeant(candidate: DecryptionKey, alg: string, kid: string | undefined): boolean {
  const { kid: own, kty, use, alg: only } = candidate as JWK
  const key = 'key' in candidate ? candidate.key : candidate
  const kind = kty ?? (key as CryptoKey).algorithm?.name
  return (
    (kid === undefined || (own ?? kid) === kid) &&
    (use ?? 'enc') === 'enc' &&
    (only ?? alg) === alg &&
    (/^RSA/.test(alg) ? /^RSA(-OAEP)?$/ : /^(EC|OKP|ECDH|X25519)$/).test(`${kind}`)
  )
}

async function keyOf(candidate: DecryptionKey, alg: string): Promise<CryptoKey> {
  if ('kty' in candidate && candidate.kty) return importOnce(candidate, alg, privateMembers, load)
  return 'key' in candidate ? (candidate.key as CryptoKey) : (candidate as CryptoKey)
}

async function load(members: KeyMembers, alg: string): Promise<CryptoKey> {
  const fault = await keyFault(members)
  if (fault) throw new JoseError(fault.code, fault.message)
  return (await importJWK(members as JWK, alg)) as CryptoKey
}

const privateMembers = ['kty', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi'] as const
