import { misuse } from 'grantkit/internal/misuse'
import type { Decryption } from './decryption.ts'
import { checkList } from './internal/check-list.ts'
import { checkProofOptions } from './internal/check-proof-options.ts'
import { missing } from './internal/claim-error.ts'
import { type Claims, isThere, textClaim } from './internal/claims.ts'
import { expectConfirmation, type PresentedProof } from './internal/confirmation.ts'
import type { JwtHeader } from './internal/jwt-header.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts, checkToken, checkWords } from './internal/texts.ts'
import { JoseError } from './jose-error.ts'
import { asymmetricAlgorithms } from './jws/algorithms.ts'
import type { PublicKeySource } from './key-source.ts'
import type { Trust } from './trust.ts'
import type { ValidatedDPoPProof } from './validate-dpop-proof.ts'

/** The access token of a request, and the values that it must match. */
export interface ValidateJwtAccessTokenRequest extends Decryption, Pick<Trust, 'metadata'> {
  /** The access token. If it is empty, the result is a `JoseError`, because it is the sender's mistake. */
  accessToken: string
  /** The authorization server's issuer, compared character by character with `iss`. */
  issuer: string
  /** The API's name in `aud`: its resource indicator. A list if it has several names. */
  audience: string | readonly string[]
  /** The authorization server's public keys. */
  keys: PublicKeySource
  /** The accepted signature algorithms. No metadata lists them. @default all asymmetric ones */
  algorithms?: readonly string[] | undefined
  /**
   * What this authorization server leaves out although RFC 9068 requires it: the `typ` (then the token has none, or `JWT`), or the
   * claims `sub`, `client_id` or `jti`. A token without `sub` needs its `client_id`, and one without the `typ` needs a
   * `client_id` or a `scope`, because otherwise it could be an ID token.
   * @default none
   */
  mayLack?: readonly AccessTokenOmission[] | undefined
  /** The scopes that the token must have, all of them: separated by spaces, or a list. @default none */
  requiredScope?: string | readonly string[] | undefined
  /**
   * The request with its `DPoP` header, if it has one. A token that is bound to a key is refused without a proof, and
   * so is a proof for a token that isn't bound.
   */
  proof?: PresentedProof | undefined
  /** The SHA-256 thumbprint of the client's certificate, in base64url, for a token that is bound to one (RFC 8705). */
  certificateThumbprint?: string | undefined
  /** Refuses a token that is bound neither to a key nor to a certificate. @default false */
  requireBinding?: boolean | undefined
}

/** A part of a JWT access token that some authorization servers leave out. */
export type AccessTokenOmission = 'typ' | 'sub' | 'client_id' | 'jti'

const omissions: readonly AccessTokenOmission[] = ['typ', 'sub', 'client_id', 'jti']

/**
 * The claims of an access token (RFC 9068 section 2.2). `sub`, `client_id` and `jti` are present unless `mayLack` makes them
 * optional. `scope` is text by the standard, and a list at some servers.
 */
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
  scope?: string | string[]
  cnf?: { jkt?: string; 'x5t#S256'?: string }
  [claim: string]: unknown
}

/** An access token that has been validated. */
export interface ValidatedAccessToken {
  claims: AccessTokenClaims
  header: JwtHeader
  /** The proof of the request, for a token that is bound to a key. */
  proof?: ValidatedDPoPProof
}

/**
 * The claims of a JWT access token (RFC 9068 section 4) that an API received, and its DPoP proof (RFC 9449 section 7.1),
 * after validating both.
 *
 * Rejects with a `JoseError` for an invalid token or proof: `aboutProof` tells which of them. Rejects with a
 * `TypeError` for a mistake in the arguments, and with the signal's reason when `options.signal` aborts.
 */
export async function validateJwtAccessToken(
  request: ValidateJwtAccessTokenRequest,
  options: ValidationOptions = {},
): Promise<ValidatedAccessToken> {
  checkTexts(request, 'issuer')
  checkToken(request, 'accessToken')
  const { accessToken, audience, requiredScope, mayLack = [] } = request
  if (![audience].flat().every((name) => typeof name === 'string' && name) || !audience.length) {
    misuse('audience', 'the name of this API, or a list')
  }
  checkList('mayLack', mayLack, omissions, true)
  checkWords('requiredScope', requiredScope)
  if (request.proof !== undefined) checkProofOptions(request.proof)
  const read = await jwtReader(accessTokenKind, { ...request, usual: asymmetricAlgorithms }, options)

  let proof: ValidatedDPoPProof | undefined
  const { header, claims } = await read(accessToken, async ({ header, claims }) => {
    expectIdentity(claims, header, mayLack)
    proof = await expectConfirmation(claims, request, options)
    expectScope(claims, requiredScope)
    // a token with the typ of access tokens can't be another kind of JWT
    return isTyped(header)
  })
  return { claims: claims as AccessTokenClaims, header, ...(proof && { proof }) }
}

const isTyped = ({ typ }: JwtHeader): boolean => /at\+jwt$/i.test(`${typ}`)

/** Refuses a token without a user or client. */
function expectIdentity(claims: Claims, header: JwtHeader, mayLack: readonly string[]): void {
  for (const name of ['sub', 'client_id', 'jti']) {
    if (!mayLack.includes(name) || isThere(claims, name)) textClaim(claims, name)
  }
  if (!claims.sub && !claims.client_id) throw missing('client_id', ', and so is sub')
  if (!isTyped(header) && !claims.client_id && !claims.scope) throw missing('client_id', ', and so are scope and typ')
}

function expectScope({ scope }: Claims, required: string | readonly string[] = []): void {
  const granted: unknown[] = Array.isArray(scope) ? scope : `${scope ?? ''}`.split(' ')
  const wanted = typeof required === 'string' ? required.split(' ') : required
  if (!wanted.every((word) => !word || granted.includes(word))) {
    throw new JoseError('scope_insufficient', 'it lacks a scope that the request needs', { claim: 'scope' })
  }
}

const accessTokenKind: JwtKind = {
  name: 'an access token',
  by: 'RFC 9068',
  typ: 'at+jwt',
  needs: ['iss', 'sub', 'aud', 'exp', 'iat', 'client_id', 'jti'],
  mayLack: { typ: 'mayLack', sub: 'mayLack', client_id: 'mayLack', jti: 'mayLack' },
}
