import { misuse } from '../internal/misuse.ts'
import { randomText } from '../internal/random.ts'
import { sha256 } from '../internal/sha256.ts'

/** A PKCE code verifier and its challenge (RFC 7636). */
export interface Pkce {
  /** Secret. Keep it until the callback, then pass it to `requestAuthorizationCodeToken`. */
  codeVerifier: string
  /** Public. Pass it to the authorization request. */
  codeChallenge: string
  codeChallengeMethod: 'S256'
}

/**
 * A fresh verifier with its challenge.
 *
 * @throws {Error} if WebCrypto's `crypto.subtle` is missing, for instance on a page that was not loaded over `https:`.
 */
export async function createPkce(): Promise<Pkce> {
  const codeVerifier = randomText()
  return { codeVerifier, codeChallenge: await sha256(codeVerifier), codeChallengeMethod: 'S256' }
}

/**
 * A fresh code verifier: 43 characters for the default of 32 random bytes (RFC 7636 section 4.1).
 *
 * @param byteLength The number of random bytes, from 32 to 96. The verifier then has 43 to 128 characters.
 * @throws {TypeError} for another length.
 */
export function createCodeVerifier(byteLength = 32): string {
  if (!(Number.isInteger(byteLength) && byteLength >= 32 && byteLength <= 96)) {
    misuse('byteLength', 'a whole number from 32 to 96')
  }
  return randomText(byteLength)
}

/**
 * The S256 challenge of a verifier: the SHA-256 of its ASCII characters, as base64url (RFC 7636 section 4.2).
 *
 * @throws {TypeError} for a verifier that is not 43 to 128 characters of `A-Z a-z 0-9 - . _ ~`.
 * @throws {Error} if WebCrypto's `crypto.subtle` is missing, for instance on a page that was not loaded over `https:`.
 */
export async function createCodeChallenge(codeVerifier: string): Promise<string> {
  if (typeof codeVerifier !== 'string' || !/^[\w.~-]{43,128}$/.test(codeVerifier)) {
    misuse('codeVerifier', '43 to 128 characters of A-Z a-z 0-9 - . _ ~')
  }
  return sha256(codeVerifier)
}
