import { misuse } from 'grantkit/internal'
import { asymmetricAlgorithms } from './internal/algorithms.ts'
import { expectClaim, mismatch, missing } from './internal/claims.ts'
import { plainTypes } from './internal/jwt-header.ts'
import { openJwt } from './internal/open-jwt.ts'
import { clockOf, type ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { checkTimes } from './internal/times.ts'
import type { PublicKeySource } from './key-source.ts'
import { algorithmsOf } from './trust.ts'

/** Metadata, and who must have signed it. */
export interface ValidateSignedMetadataRequest {
  /** What the server answered: the `json` of `getDiscoveryDocument` or of `getProtectedResourceMetadata`. */
  metadata: Record<string, unknown>
  /** Who attests to it, compared character by character with `iss`. */
  issuer: string
  /** The public keys of who attests to it, which the caller knows from elsewhere: those of the metadata itself prove nothing. */
  keys: PublicKeySource
  /** The signature algorithms to take. @default all that need no secret */
  algorithms?: readonly string[] | undefined
}

/**
 * The metadata, in which whatever is signed has taken the place of what isn't (RFC 8414 section 2.1, RFC 9728 section 2.2);
 * good as the `seed` of `createDiscoveryCache`. Metadata without a signed part is refused, and so is a signed part about
 * another server.
 *
 * Rejects as `validateIdToken` does.
 */
export async function validateSignedMetadata(
  request: ValidateSignedMetadataRequest,
  options: ValidationOptions = {},
): Promise<Record<string, unknown>> {
  checkTexts(request, 'issuer')
  const { metadata, issuer, keys } = request
  if (Object(metadata) !== metadata) misuse('metadata', 'the json of the answer')
  const algorithms = algorithmsOf(request, asymmetricAlgorithms)
  const clock = clockOf(options)
  const { signed_metadata: signed } = metadata
  if (typeof signed !== 'string') throw missing('signed_metadata')
  const { claims } = await openJwt(signed, { keys, algorithms, types: plainTypes, signal: options.signal })
  expectClaim(claims, 'iss', issuer)
  checkTimes(claims, clock, [])
  for (const name of ['issuer', 'resource']) {
    if (claims[name] !== undefined && claims[name] !== metadata[name])
      throw mismatch(name, 'is not that of the metadata')
  }
  const { iss, sub, aud, exp, nbf, iat, jti, signed_metadata, ...members } = claims
  return { ...metadata, ...members }
}
