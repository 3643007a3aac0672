import { misuse } from 'grantkit/internal/misuse'
import { sha256 } from 'grantkit/internal/sha256'
import { expectNeeds, expectType } from './internal/check-kind.ts'
import { checkList } from './internal/check-list.ts'
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
import { asymmetricAlgorithms, isOfType } from './jws/algorithms.ts'
import { importPublicKey } from './jws/public-key.ts'
import { thumbprintOf } from './jws/thumbprint.ts'
import { expectFresh, type ReplayCheck } from './replay-check.ts'
import type { Trust } from './trust.ts'

/** A proof, and the request that it came with. */
export interface ValidateDPoPProofRequest extends Pick<Trust, 'metadata'> {
  /** The `DPoP` header. An empty one, or null, is refused with a `JoseError`, for it came from outside. */
  dpop: string | null
  /** The method of the request. */
  method: string
  /** The absolute URL of the request, as the client wrote it: behind a proxy, the one outside. */
  url: string | URL
  /** The access token that came along: `ath` must be its hash. It needs the `thumbprint`. */
  accessToken?: string | undefined
  /**
   * The thumbprint of the key that the access token is bound to, its `cnf.jkt`. Without the comparison a thief's own key would
   * do: `false` leaves it to you.
   */
  thumbprint?: string | false | undefined
  /** The nonces that are good at present; where one is, the proof must hold one of them. */
  nonce?: string | readonly string[] | undefined
  /** The accepted signature algorithms. @default those of `metadata`, else all that need no secret */
  algorithms?: readonly string[] | undefined
  /** How long ago the proof may have been made, in milliseconds. @default 300000, five minutes */
  maxIssuedAgeMs?: number | undefined
  /** Says whether a proof was seen before. @default none: a proof works until it is too old */
  isReplay?: ReplayCheck | undefined
}

/** What a proof says (RFC 9449 section 4.2). */
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
 * The claims and the key of a DPoP proof, once all of RFC 9449 section 4.3 holds.
 *
 * Rejects with a `JoseError` for a proof that is not to be trusted: one of code `claim_missing` or `claim_mismatch` with
 * `nonce` as its `claim` wants a fresh nonce. Rejects with a `TypeError` for a mistake in the arguments.
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
  if (parts.length !== 3) throw new JoseError('jwt_malformed', 'it is no signed JWT')
  const header = headerIn(parts[0]!)
  await expectType(proofKind, header)
  expectAlgorithm(header, algorithms)
  const jwk = publicKeyOf(header)
  const claims = await verify(dpop as string, header, await importPublicKey(jwk, header.alg))

  const jti = textClaim(claims, 'jti')
  expectClaim(claims, 'htm', method)
  const htu = textClaim(claims, 'htu')
  // URL would mend what is no URI: spaces, backslashes, letters that look alike
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

/** The key in the header: public, and of the kind that the algorithm takes. */
function publicKeyOf({ jwk, alg }: JwtHeader): object {
  const key = Object(jwk) as Record<string, unknown>
  if (!isOfType(key, alg) || (key.kty === 'AKP' && key.alg !== alg)) {
    throw claimError('key_invalid', 'jwk', 'is no key for its algorithm')
  }
  // a proof that gives away its private key proves nothing any more
  const isPrivate = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'].some((name) => key[name] != null)
  if (isPrivate) throw claimError('key_invalid', 'jwk', 'is a private key')
  return key
}

function checkRequest(request: ValidateDPoPProofRequest): string {
  checkTexts(request, 'method')
  checkToken(request, 'dpop')
  const { algorithms = asymmetricAlgorithms, maxIssuedAgeMs = 0, accessToken, thumbprint = false, nonce } = request
  checkList('algorithms', algorithms, asymmetricAlgorithms)
  if (!(maxIssuedAgeMs >= 0)) misuse('maxIssuedAgeMs', 'milliseconds from 0')
  if (accessToken !== undefined && typeof accessToken !== 'string') misuse('accessToken', 'a string')
  const isBlank = thumbprint !== false && (typeof thumbprint !== 'string' || !thumbprint)
  if (isBlank || (accessToken !== undefined && request.thumbprint === undefined)) {
    misuse('thumbprint', 'the cnf.jkt of the access token, or false to compare it yourself')
  }
  if (nonce !== undefined && ![nonce].flat().every((text) => typeof text === 'string' && text)) {
    misuse('nonce', 'one, or a list')
  }
  return normalised(`${request.url}`) ?? misuse('url', 'an absolute URL')
}

/** A URL as RFC 3986 sections 6.2.2 and 6.2.3 normalise it, without query and fragment; undefined for what is none. */
function normalised(text: string): string | undefined {
  try {
    const url = new URL(text)
    url.search = ''
    url.hash = ''
    // what URL leaves as it is: unreserved characters need no percent-encoding, and its digits are upper case
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
