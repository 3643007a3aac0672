import { misuse } from 'grantkit/internal/misuse'
import { sha256 } from 'grantkit/internal/sha256'
import { expectNeeds, expectType } from './internal/check-kind.ts'
import { checkProofOptions } from './internal/check-proof-options.ts'
import { claimError, mismatch } from './internal/claim-error.ts'
import { expectClaim, textClaim } from './internal/claims.ts'
import { partsOf } from './internal/compact.ts'
import { headerIn, type JwtHeader } from './internal/jwt-header.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { expectAlgorithm, verify } from './internal/open-jwt.ts'
import { clockOf, type ValidationOptions } from './internal/options.ts'
import { proofAlgorithmsIn } from './internal/proof-algorithms.ts'
import { checkTexts, checkToken } from './internal/texts.ts'
import { checkPast, checkTimes } from './internal/times.ts'
import { JoseError } from './jose-error.ts'
import { isOfType } from './jws/algorithms.ts'
import { importPublicKey } from './jws/public-key.ts'
import { thumbprintOf } from './jws/thumbprint.ts'
import { expectFresh, type ReplayCheck } from './replay-check.ts'
import type { Trust } from './trust.ts'

/** A proof, and the request that it was sent with. */
export interface ValidateDPoPProofRequest extends Pick<Trust, 'metadata'> {
  /** The `DPoP` header. If it is empty or null, the result is a `JoseError`, because it is the sender's mistake. */
  dpop: string | null
  /** The method of the request. */
  method: string
  /** The absolute URL of the request, as the client sent it: behind a proxy, the public one. */
  url: string | URL
  /** The access token of the request: `ath` must be its hash. Requires `thumbprint`. */
  accessToken?: string | undefined
  /**
   * The thumbprint of the key that the access token is bound to, its `cnf.jkt`. Without this comparison a proof by an attacker's
   * key would be accepted. With `false` you compare it yourself.
   */
  thumbprint?: string | false | undefined
  /** The currently valid nonces. If you pass any, the proof must contain one of them. */
  nonce?: string | readonly string[] | undefined
  /** The accepted signature algorithms. @default those of `metadata`, else all asymmetric ones */
  algorithms?: readonly string[] | undefined
  /** How old the proof may be, in milliseconds. @default 300000, five minutes */
  maxIssuedAgeMs?: number | undefined
  /** Remembers used proofs. @default none: a proof can be replayed until it is too old */
  isReplay?: ReplayCheck | undefined
}

/** The claims of a proof (RFC 9449 section 4.2). */
export interface DPoPProofClaims {
  jti: string
  htm: string
  htu: string
  /** In seconds since 1970. */
  iat: number
  ath?: string
  nonce?: string
  [claim: string]: unknown
}

/** A proof that has been validated. */
export interface ValidatedDPoPProof {
  claims: DPoPProofClaims
  header: JwtHeader
  /** The SHA-256 thumbprint of the key that signed it (RFC 7638), to be compared with a token's `cnf.jkt`. */
  thumbprint: string
}

/**
 * The claims and the key of a DPoP proof, after all checks of RFC 9449 section 4.3.
 *
 * Rejects with a `JoseError` for an invalid proof. The code `claim_missing` or `claim_mismatch` with
 * `nonce` as its `claim` means that a new nonce is needed. Rejects with a `TypeError` for a mistake in the arguments.
 */
export async function validateDPoPProof(
  request: ValidateDPoPProofRequest,
  options: ValidationOptions = {},
): Promise<ValidatedDPoPProof> {
  const url = checkRequest(request)
  const { dpop, method, accessToken, nonce, metadata, isReplay, maxIssuedAgeMs = 300_000 } = request
  const { algorithms = proofAlgorithmsIn(metadata) } = request
  const clock = clockOf(options)

  const parts = partsOf(dpop || 'empty')
  if (parts.length !== 3) throw new JoseError('jwt_malformed', 'it is not a signed JWT')
  const header = headerIn(parts[0]!)
  await expectType(proofKind, header)
  expectAlgorithm(header, algorithms)
  const jwk = publicKeyOf(header)
  const claims = await verify(dpop as string, header, await importPublicKey(jwk, header.alg))

  const jti = textClaim(claims, 'jti')
  expectClaim(claims, 'htm', method)
  const htu = textClaim(claims, 'htu')
  // not only `new URL`, because it repairs invalid URIs: spaces, backslashes, look-alike letters
  if (!/^https?:\/\/[!-[\]-~]+$/i.test(htu) || normalised(htu) !== url) throw mismatch('htu', "is another request's")
  expectNeeds(proofKind, claims, [])
  checkTimes(claims, clock, ['iat'])
  checkPast(claims, 'iat', clock, maxIssuedAgeMs)
  if (accessToken !== undefined) expectClaim(claims, 'ath', await sha256(accessToken))
  const thumbprint = await thumbprintOf(jwk)
  if (request.thumbprint && thumbprint !== request.thumbprint) {
    throw mismatch('cnf', "has another key than the proof's")
  }
  if (nonce !== undefined && ![nonce].flat().includes(textClaim(claims, 'nonce'))) throw mismatch('nonce')
  const known = claims as DPoPProofClaims
  await expectFresh(isReplay, [thumbprint, jti], known.iat * 1000 + maxIssuedAgeMs + clock.tolerance)
  return { claims: known, header, thumbprint }
}

/** The key in the header. It must be public and have the right type for the algorithm. */
function publicKeyOf({ jwk, alg }: JwtHeader): object {
  const key = Object(jwk) as Record<string, unknown>
  if (!isOfType(key, alg) || (key.kty === 'AKP' && key.alg !== alg)) {
    throw claimError('key_invalid', 'jwk', 'is not a key for its algorithm')
  }
  // a proof that contains its private key proves nothing
  const isPrivate = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'].some((name) => key[name] != null)
  if (isPrivate) throw claimError('key_invalid', 'jwk', 'is a private key')
  return key
}

function checkRequest(request: ValidateDPoPProofRequest): string {
  checkTexts(request, 'method')
  checkToken(request, 'dpop')
  checkProofOptions(request)
  const { accessToken, thumbprint = false } = request
  if (accessToken !== undefined && typeof accessToken !== 'string') misuse('accessToken', 'a string')
  const isBlank = thumbprint !== false && (typeof thumbprint !== 'string' || !thumbprint)
  if (isBlank || (accessToken !== undefined && request.thumbprint === undefined)) {
    misuse('thumbprint', 'the cnf.jkt of the access token, or false to compare it yourself')
  }
  return normalised(`${request.url}`) ?? misuse('url', 'an absolute URL')
}

/** A URL without query and fragment, normalised by RFC 3986 sections 6.2.2 and 6.2.3; undefined if it isn't a URL. */
function normalised(text: string): string | undefined {
  try {
    const url = new URL(text)
    url.search = ''
    url.hash = ''
    // the rest that URL doesn't normalise: unreserved characters aren't percent-encoded, and hex digits are upper case
    return url.href.replace(/%[\da-f]{2}/gi, (code) => {
      const character = String.fromCharCode(Number(`0x${code.slice(1)}`))
      return /[\w.~-]/.test(character) ? character : code.toUpperCase()
    })
  } catch {
    return undefined
  }
}

const proofKind: JwtKind = {
  name: 'a DPoP proof',
  by: 'RFC 9449',
  typ: 'dpop+jwt',
  needs: ['jti', 'htm', 'htu', 'iat'],
}
