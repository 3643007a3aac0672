import {
  type IntrospectTokenRequest,
  type IntrospectTokenResponse,
  introspectToken,
  type RequestOptions,
} from 'grantkit'
import { misuse } from 'grantkit/internal'
import { type Decryption, decryptionOf } from './decryption.ts'
import { expectAudience, expectClaim, missing } from './internal/claims.ts'
import { acceptJwt, readJwtAnswer } from './internal/jwt-answer.ts'
import { openJwt } from './internal/open-jwt.ts'
import { clockOf, type ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { checkTimes } from './internal/times.ts'
import { JoseError } from './jose-error.ts'
import { algorithmsOf, type Trust } from './trust.ts'

/** A token to ask about, where the answer must be signed. */
export interface IntrospectTokenAsJwtRequest extends IntrospectTokenRequest, Trust, Decryption {
  /** The issuer, compared character by character with `iss`. */
  issuer: string
  /** What `aud` must name: who asks. @default the `clientId` */
  audience?: string | undefined
}

/**
 * Asks the server what a token is good for, and wants the answer signed (RFC 9701), so that it can be kept as evidence.
 * `raw` is the JWT that came, and `json` its `token_introspection`. An answer that isn't signed, or is no good, is a
 * failure with the code `invalid_response`; where a JWT was refused, its `exception` is the `JoseError`.
 *
 * Resolves and rejects as `introspectToken` does.
 */
export async function introspectTokenAsJwt(
  request: IntrospectTokenAsJwtRequest,
  options: RequestOptions & ValidationOptions = {},
): Promise<IntrospectTokenResponse> {
  checkTexts(request, 'issuer')
  const { issuer, keys, address, token, clientId, audience = clientId } = request
  if (typeof audience !== 'string' || !audience) misuse('audience', 'who asks, or clientId')
  const algorithms = algorithmsOf(request)
  const decryption = decryptionOf(request)
  const { signal } = options
  clockOf(options)

  const headers = acceptJwt(request.headers, contentType)
  const answer = await introspectToken({ ...request, headers }, options)
  return readJwtAnswer(answer, {
    contentType,
    open: async (jwt) => {
      const { claims } = await openJwt(jwt, {
        keys,
        algorithms,
        types: ['token-introspection+jwt'],
        decryption,
        signal,
      })
      expectClaim(claims, 'iss', issuer)
      expectAudience(claims, audience)
      checkTimes(claims, clockOf(options), ['iat'])
      const { token_introspection: introspection } = claims
      if (introspection === undefined) throw missing('token_introspection')
      if (typeof introspection === 'object' && introspection && !Array.isArray(introspection)) return introspection
      const claim = 'token_introspection'
      throw new JoseError('claim_invalid', `${claim} is no object`, { claim })
    },
    reread: (fetch) => introspectToken({ address, token }, { ...options, fetch }),
  })
}

const contentType = 'application/token-introspection+jwt'
