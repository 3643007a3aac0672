import { getUserInfo, type RequestOptions, type UserInfoRequest, type UserInfoResponse } from 'grantkit'
import type { Decryption } from './decryption.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import { acceptJwt, readJwtResponse } from './internal/jwt-response.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import type { Trust } from './trust.ts'

/** A request for signed claims of a user. */
export interface UserInfoAsJwtRequest extends UserInfoRequest, Trust, Decryption {
  /** The issuer, compared character by character with `iss` if that is present. */
  issuer: string
  /** The client: `aud` must name it if that is present. */
  clientId: string
}

/**
 * The claims of the token's user, from a signed and possibly encrypted response. The client must be registered
 * with a `userinfo_signed_response_alg` (OpenID Connect Core section 5.3.2). `json` holds the validated
 * claims. A response that isn't signed or isn't valid is a failure with the code `invalid_response`. If its JWT was refused,
 * its `exception` is the `JoseError`.
 *
 * Resolves and rejects as `getUserInfo` does.
 */
export async function getUserInfoAsJwt(
  request: UserInfoAsJwtRequest,
  options: RequestOptions & ValidationOptions = {},
): Promise<UserInfoResponse> {
  checkTexts(request, 'issuer', 'clientId')
  const { clientId, address, accessToken, expectedSubject } = request
  const read = await jwtReader(userInfoKind, { ...request, audience: clientId }, options)

  const contentType = 'application/jwt'
  const response = await getUserInfo({ ...request, headers: acceptJwt(request.headers, contentType) }, options)
  return readJwtResponse(response, {
    contentType,
    open: async (token) => (await read(token)).claims,
    reread: (fetch) => getUserInfo({ address, accessToken, expectedSubject }, { ...options, fetch }),
  })
}

const userInfoKind: JwtKind = {
  name: 'a userinfo response',
  by: 'OpenID Connect Core',
  needs: ['sub'],
  algorithms: 'userinfo',
}
