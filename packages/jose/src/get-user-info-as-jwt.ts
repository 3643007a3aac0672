import { getUserInfo, type RequestOptions, type UserInfoRequest, type UserInfoResponse } from 'grantkit'
import type { Decryption } from './decryption.ts'
import { acceptJwt, readJwtAnswer } from './internal/jwt-answer.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import type { Trust } from './trust.ts'

/** A request for what the server says of a user, signed. */
export interface UserInfoAsJwtRequest extends UserInfoRequest, Trust, Decryption {
  /** The issuer, compared character by character with `iss`, where that is there. */
  issuer: string
  /** The client, which `aud` must name, where that is there. */
  clientId: string
}

/**
 * Gets the claims of the user who a token is for, signed and perhaps encrypted, as a client is answered that is registered
 * with a `userinfo_signed_response_alg` (OpenID Connect Core section 5.3.2). `json` holds the claims, whose signature is
 * good. An answer that isn't signed, or is no good, is a failure with the code `invalid_response`; where a JWT was refused,
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
  const answer = await getUserInfo({ ...request, headers: acceptJwt(request.headers, contentType) }, options)
  return readJwtAnswer(answer, {
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
