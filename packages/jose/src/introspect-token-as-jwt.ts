import {
  type IntrospectTokenRequest,
  type IntrospectTokenResponse,
  introspectToken,
  type RequestOptions,
} from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import type { Decryption } from './decryption.ts'
import { invalid } from './internal/claim-error.ts'
import { isJsonObject } from './internal/is-json-object.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import { acceptJwt, readJwtResponse } from './internal/jwt-response.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import type { Trust } from './trust.ts'

/** A request to introspect a token, with a signed response. */
export interface IntrospectTokenAsJwtRequest extends IntrospectTokenRequest, Trust, Decryption {
  /** The issuer, compared character by character with `iss`. */
  issuer: string
  /** The required audience of the response. @default the `clientId` */
  audience?: string | undefined
}

/**
 * Introspects a token with a signed response (RFC 9701), which can be kept as evidence.
 * `raw` is the JWT of the response, and `json` its `token_introspection`. A response that isn't signed or isn't valid is a
 * failure with the code `invalid_response`. If its JWT was refused, `exception` is the `JoseError`.
 *
 * Resolves and rejects as `introspectToken` does.
 */
export async function introspectTokenAsJwt(
  request: IntrospectTokenAsJwtRequest,
  options: RequestOptions & ValidationOptions = {},
): Promise<IntrospectTokenResponse> {
  checkTexts(request, 'issuer')
  const { address, token, clientId, audience = clientId } = request
  if (typeof audience !== 'string' || !audience) misuse('audience', 'who asks, or clientId')
  const read = await jwtReader(introspectionKind, { ...request, audience }, options)

  const headers = acceptJwt(request.headers, contentType)
  const response = await introspectToken({ ...request, headers }, options)
  return readJwtResponse(response, {
    contentType,
    open: async (jwt) => {
      const { token_introspection: introspection } = (await read(jwt)).claims
      if (isJsonObject(introspection)) return introspection
      throw invalid('token_introspection', 'is not an object')
    },
    reread: (fetch) => introspectToken({ address, token }, { ...options, fetch }),
  })
}

const contentType = 'application/token-introspection+jwt'

const introspectionKind: JwtKind = {
  name: 'an introspection response',
  by: 'RFC 9701',
  typ: 'token-introspection+jwt',
  needs: ['iss', 'aud', 'iat', 'token_introspection'],
  algorithms: 'introspection',
}
