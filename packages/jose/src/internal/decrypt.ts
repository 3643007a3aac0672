import { base64url, compactDecrypt, type JWK } from 'jose'
import type { CheckedDecryption, DecryptionKey } from '../decryption.ts'
import { JoseError } from '../jose-error.ts'
import { importKey } from './import-key.ts'
import { jsonObject } from './json-object.ts'
import { checkHeader } from './jwt-header.ts'

/** The text within a JWE (RFC 7516 section 5.2), by the first of the keys that opens it. */
export async function decrypt(token: string, encodedHeader: string, decryption: CheckedDecryption): Promise<string> {
  const header = checkHeader(jsonObject(base64url.decode(encodedHeader), 'header'))
  const { alg, enc, kid } = header
  if (!decryption.algorithms.includes(alg) || !decryption.encryptions.includes(`${enc}`)) {
    throw new JoseError('alg_not_allowed', 'it is encrypted with an algorithm that was not allowed')
  }
  if (header.cty !== undefined && !/^(application\/)?jwt$/i.test(`${header.cty}`)) {
    throw new JoseError('type_mismatch', 'what is encrypted is no JWT', { claim: 'cty' })
  }
  for (const candidate of decryption.keys.filter((key) => fits(key, alg, kid))) {
    try {
      const { plaintext } = await compactDecrypt(token, await keyOf(candidate, alg))
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext)
    } catch {
      // another key may open it; why this one does not is nobody's business (RFC 7516 section 11.5)
    }
  }
  throw new JoseError('decryption_failed', `none of ${decryption.keys.length} keys decrypts it`)
}

/** Whether a key may be meant: by `kid`, where both sides have one, and by its kind. */
function fits(candidate: DecryptionKey, alg: string, kid: string | undefined): boolean {
  const { kid: own, kty, use, alg: only } = candidate as JWK
  const key = 'key' in candidate ? candidate.key : candidate
  const kind = kty ?? (key as CryptoKey).algorithm?.name
  return (
    (kid === undefined || own === undefined || kid === own) &&
    (use === undefined || use === 'enc') &&
    (only === undefined || only === alg) &&
    (/^RSA/.test(alg) ? /^RSA(-OAEP)?$/ : /^(EC|OKP|ECDH|X25519)$/).test(`${kind}`)
  )
}

async function keyOf(candidate: DecryptionKey, alg: string): Promise<CryptoKey> {
  if ('kty' in candidate && candidate.kty) return importKey(candidate, alg, privateMembers)
  return 'key' in candidate ? (candidate.key as CryptoKey) : (candidate as CryptoKey)
}

const privateMembers: readonly string[] = /* @__PURE__ */ 'kty crv x y d n e p q dp dq qi'.split(' ')
