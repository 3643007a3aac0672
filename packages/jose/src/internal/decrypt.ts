import type { JWK } from 'jose'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { type CheckedDecryption, checkDecryption, type Decryption, type DecryptionKey } from '../decryption.ts'
import type { KeyMembers } from '../jws/key-members.ts'
import type { DecryptDependencies } from './decrypt-dependencies.ts'
import type { JwtHeader } from './jwt-header.ts'

/** Returns the signed JWT in a token. `header` is that of the encrypted token; undefined if the token isn't encrypted. */
export type Decrypt = (token: string, header: JwtHeader | undefined) => Promise<string>

/** Checks the options of decryption, and returns the function that decrypts. */
export function decryptorOf(expected: Decryption, dependencies: DecryptDependencies): Decrypt {
  const checked = checkDecryption(expected, dependencies)
  return async (token, header) => {
    if (header) return checked.keys.length ? decrypt(token, header, checked, dependencies) : token
    if (checked.required) throw new dependencies.JoseError('encryption_missing', 'it is not encrypted')
    return token
  }
}

/** The content of a JWE (RFC 7516 section 5.2), decrypted with the first key that works. */
async function decrypt(
  token: string,
  header: JwtHeader,
  decryption: CheckedDecryption,
  dependencies: DecryptDependencies,
): Promise<string> {
  const { JoseError, keyFault } = dependencies
  const { alg, enc, kid } = header
  if (!decryption.algorithms.includes(alg) || !decryption.encryptions.includes(`${enc}`)) {
    throw new JoseError('alg_not_allowed', 'it is encrypted with an algorithm that is not allowed')
  }
  if (header.cty !== undefined && !/^(application\/)?jwt$/i.test(`${header.cty}`)) {
    throw new JoseError('type_mismatch', 'the encrypted content is not a JWT', { claim: 'cty' })
  }
  // if the sender's key has small order, everybody can guess the shared secret
  if (/^ECDH/.test(alg) && (await keyFault(Object(header.epk)))) {
    throw new JoseError('key_invalid', 'epk is not a usable public key', { claim: 'epk' })
  }
  let text: string | undefined
  for (const candidate of decryption.keys.filter((key) => mayBeMeant(key, alg, kid))) {
    try {
      const { plaintext } = await compactDecrypt(token, await keyOf(candidate, alg, dependencies))
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext)
      break
    } catch {
      // try the next key; the reason of the failure must not be shown (RFC 7516 section 11.5)
    }
  }
  if (text !== undefined) {
    if (text.split('.').length === 5) throw new JoseError('jwt_malformed', 'the encrypted content is not signed')
    return text
  }
  throw new JoseError('decryption_failed', `none of ${decryption.keys.length} keys decrypts it`)
}

/** Whether to try a key: its type must fit, and its `kid` must match if both have one. */
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

async function keyOf(candidate: DecryptionKey, alg: string, dependencies: DecryptDependencies): Promise<CryptoKey> {
  if ('kty' in candidate && candidate.kty)
    return dependencies.importOnce(candidate, alg, privateMembers, loaderWith(dependencies))
  return 'key' in candidate ? (candidate.key as CryptoKey) : (candidate as CryptoKey)
}

const loaderWith =
  ({ JoseError, keyFault }: DecryptDependencies) =>
  async (members: KeyMembers, alg: string): Promise<CryptoKey> => {
    const fault = await keyFault(members)
    if (fault) throw new JoseError(fault.code, fault.message)
    const isRsa = members.kty === 'RSA'
    const curve = members.kty === 'EC' ? { name: 'ECDH', namedCurve: members.crv } : { name: members.crv }
    // plain "RSA-OAEP" uses SHA-1 (RFC 7518 section 4.3)
    const algorithm = isRsa ? { name: 'RSA-OAEP', hash: `SHA-${alg.slice(9) || 1}` } : curve
    return crypto.subtle.importKey('jwk', members, algorithm as Algorithm, false, [isRsa ? 'decrypt' : 'deriveBits'])
  }

const privateMembers = ['kty', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi'] as const
