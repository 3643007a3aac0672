import { misuse } from 'grantkit/internal/misuse'
import { mismatch, missing } from './internal/claim-error.ts'
import { isThere } from './internal/claims.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { asymmetricAlgorithms } from './jws/algorithms.ts'
import type { PublicKeySource } from './key-source.ts'

/** Metadata, and its required signer. */
export interface ValidateSignedMetadataRequest {
  /** The response: the `json` of `getDiscoveryDocument` or of `getProtectedResourceMetadata`. */
  metadata: Record<string, unknown>
  /** The signer, compared character by character with `iss`. */
  issuer: string
  /** The signer's public keys. Get them from elsewhere: keys from the same metadata prove nothing. */
  keys: PublicKeySource
  /** The accepted signature algorithms. @default all asymmetric ones */
  algorithms?: readonly string[] | undefined
}

/**
 * The metadata, in which signed members replace unsigned ones (RFC 8414 section 2.1, RFC 9728 section 2.2).
 * You can use it as the `seed` of `createDiscoveryCache`. Metadata without a signed part is refused, and so is a signed part that
 * doesn't name the server it is about, by `issuer` or `resource`, or names another one.
 *
 * Rejects as `validateIdToken` does.
 */
export async function validateSignedMetadata(
  request: ValidateSignedMetadataRequest,
  options: ValidationOptions = {},
): Promise<Record<string, unknown>> {
  checkTexts(request, 'issuer')
  const { metadata, issuer, keys, algorithms } = request
  if (Object(metadata) !== metadata) misuse('metadata', 'the json of the response')
  const read = await jwtReader(metadataKind, { issuer, keys, algorithms, usual: asymmetricAlgorithms }, options)
  const { signed_metadata: signed } = metadata
  if (typeof signed !== 'string') throw missing('signed_metadata')
  const { claims } = await read(signed, ({ claims }) => {
    const names = ['issuer', 'resource'].filter((name) => isThere(claims, name))
    const other = names.find((name) => claims[name] !== metadata[name])
    if (other) throw mismatch(other, 'is not that of the metadata')
    // otherwise any JWT of the same issuer would be accepted
    if (!names.length) throw missing('issuer', ', and so is resource')
  })
  const { iss, sub, aud, exp, nbf, iat, jti, signed_metadata, ...members } = claims
  return { ...metadata, ...members }
}

const metadataKind: JwtKind = { name: 'metadata', by: 'RFC 8414', needs: ['iss'] }
