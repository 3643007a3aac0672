import type { AddressedRequest } from '../internal/call-to.ts'
import type { DPoPSigner } from '../internal/dpop.ts'
import { textMembers } from '../internal/members.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** A request for what the server says of the user who a token is for. */
export interface UserInfoRequest extends AddressedRequest {
  /** Sent in a header, as `Bearer`, or as `DPoP` if there is a `dpop`. */
  accessToken: string
  /** The `sub` of the validated ID token; `false` if you compare it yourself. */
  expectedSubject: string | false
  /**
   * Says that the token is bound to a key, and signs a DPoP proof for each attempt, with one retry when the server asks
   * for a nonce (RFC 9449 section 7).
   */
  dpop?: DPoPSigner | undefined
}

/** What the server says of the user; claims beside the subject are in `json`, as they came. */
export interface UserInfoSuccess extends SuccessMembers {
  /** The `sub` claim. Never empty. */
  subject: string
}

/** What a userinfo endpoint answered: `isError` tells the two apart. */
export type UserInfoResponse = UserInfoSuccess | Failure

/**
 * Gets the claims of the user who a token is for (OpenID Connect Core section 5.3). An answer about another user than the
 * one expected is a failure with the code `invalid_response` (section 5.3.4), and so is one that is no JSON, such as a
 * signed one. Where the server refuses with nothing but a `WWW-Authenticate` challenge, its `error` is the failure's.
 *
 * Resolves and rejects as `requestToken` does.
 *
 * @throws {TypeError} if `expectedSubject` is left out.
 */
export async function getUserInfo(request: UserInfoRequest, options: RequestOptions = {}): Promise<UserInfoResponse> {
  const { expectedSubject } = request ?? {}
  if (expectedSubject !== false && (typeof expectedSubject !== 'string' || !expectedSubject)) {
    misuse('expectedSubject', 'the sub of the ID token, or false to compare it yourself')
  }
  return requestJson('GET', request, 'accessToken', options, (json, quirks) => {
    const members = textMembers<{ sub: string }>(json, quirks, ['sub'])
    if (typeof members !== 'object') return members
    const subject = members.sub
    return expectedSubject === false || subject === expectedSubject ? { subject } : 'sub is not the one expected'
  })
}
