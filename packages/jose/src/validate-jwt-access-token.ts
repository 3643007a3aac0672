import { misuse } from 'grantkit/internal'
import { type Decryption, decryptionOf } from './decryption.ts'
import { asymmetricAlgorithms } from './internal/algorithms.ts'
import { checkText, expectAudience, expectClaim, textClaim } from './internal/claims.ts'
import { expectConfirmation, type PresentedProof } from './internal/confirmation.ts'
import type { JwtHeader } from './internal/jwt-header.ts'
import { openJwt } from './internal/open-jwt.ts'
import { clockOf, type ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { checkTimes } from './internal/times.ts'
import { JoseError } from './jose-error.ts'
import type { PublicKeySource } from './key-source.ts'
import { algorithmsOf } from './trust.ts'
import type { ValidatedDPoPProof } from './validate-dpop-proof.ts'

/** An access token that came with a request, and what it must agree with. */
export interface ValidateJwtAccessTokenRequest extends Decryption {
  accessToken: string
  /** The authorization server's issuer, compared character by character with `iss`. */
  issuer: string
  /** What this API is called in `aud`: its resource indicator; a list where it has several names. */
  audience: string | readonly string[]
  /** The authorization server's public keys. */
  keys: PublicKeySource
  /** The signature algorithms to take. @default all that need no secret */
  algorithms?: readonly string[] | undefined
  /** The scopes that the request needs, all of them: words with blanks between, or a list. @default none */
  requiredScope?: string | readonly string[] | undefined
  /**
   * The request, and the `DPoP` header that came with it or didn't. A token bound to a key is refused without a proof, and
   * so is a proof for a token that isn't bound.
   */
  proof?: PresentedProof | undefined
  /** The SHA-256 thumbprint of the client's certificate, in base64url, for a token that is bound to one (RFC 8705). */
  certificateThumbprint?: string | undefined
  /** Refuses a token that is bound neither to a key nor to a certificate. @default false */
  requireBinding?: boolean | undefined
}

/** What an access token says (RFC 9068 section 2.2). */
export interface AccessTokenClaims {
  iss: string
  /** In seconds since 1970. */
  exp: number
  aud: string | string[]
  sub: string
  client_id: string
  /** In seconds since 1970. */
  iat: number
  jti: string
  scope?: string
  cnf?: { jkt?: string; 'x5t#S256'?: string }
  [claim: string]: unknown
}

/** An access token that has been validated. */
export interface ValidatedAccessToken {
  claims: AccessTokenClaims
  header: JwtHeader
  /** The proof that came along, for a token that is bound to a key. */
  proof?: ValidatedDPoPProof
}

/**
 * The claims of a JWT access token (RFC 9068 section 4) that came to an API, and its DPoP proof (RFC 9449 section 7.1),
 * once both are good.
 *
 * Rejects with a `JoseError` for what is not to be trusted, whose `aboutProof` tells whether that is the proof; with a
 * `TypeError` for a mistake in the arguments, and with the signal's reason when `options.signal` aborts.
 */
export async function validateJwtAccessToken(
  request: ValidateJwtAccessTokenRequest,
  options: ValidationOptions = {},
): Promise<ValidatedAccessToken> {
  checkTexts(request, 'accessToken', 'issuer')
  const { accessToken, issuer, audience, keys, requiredScope } = request
  if (![audience].flat().every((name) => typeof name === 'string' && name) || !audience.length) {
    misuse('audience', 'the name of this API, or a list')
  }
  const algorithms = algorithmsOf(request, asymmetricAlgorithms)
  const clock = clockOf(options)
  const { signal } = options
  const seal = { keys, algorithms, types: ['at+jwt'], decryption: decryptionOf(request), signal }

  const { header, claims } = await openJwt(accessToken, seal)
  expectClaim(claims, 'iss', issuer)
  expectAudience(claims, audience)
  checkTimes(claims, clock, ['exp', 'iat'])
  for (const name of ['sub', 'client_id', 'jti']) textClaim(claims, name)
  checkText(claims, 'scope')
  const proof = await expectConfirmation(claims, request, options)
  const known = claims as AccessTokenClaims
  expectScope(known, requiredScope)
  return { claims: known, header, ...(proof && { proof }) }
}

function expectScope({ scope = '' }: AccessTokenClaims, required: string | readonly string[] = []): void {
  const granted = scope.split(' ')
  const wanted = typeof required === 'string' ? required.split(' ') : required
  if (!wanted.every((word) => !word || granted.includes(word))) {
    throw new JoseError('scope_insufficient', 'it lacks a scope', { claim: 'scope' })
  }
}
