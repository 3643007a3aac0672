import type { AddressedRequest } from '../internal/call-to.ts'
import type { DPoPSigner } from '../internal/dpop.ts'
import { textMembers } from '../internal/members.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { requestJson } from '../internal/request-json.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** A request for the claims of the user whose access token it contains. */
export interface UserInfoRequest extends AddressedRequest {
  /** Sent in the `Authorization` header, as `Bearer`, or as `DPoP` if there is a `dpop`. */
  accessToken: string
  /** The `sub` of the validated ID token, or `false` if you compare it yourself. */
  expectedSubject: string | false
  /**
   * For a token that is bound to a key. Signs a DPoP proof for each attempt. If the server asks for a nonce, the request is
   * retried once (RFC 9449 section 7).
   */
  dpop?: DPoPSigner | undefined
}

/** The user's claims. Claims other than the subject are in `json`, unchanged. */
export interface UserInfoSuccess extends SuccessMembers {
  /** The `sub` claim. Never empty. */
  subject: string
}

/** A response of the userinfo endpoint: `isError` tells success from failure. */
export type UserInfoResponse = UserInfoSuccess | Failure

/**
 * Gets the claims of the user whose access token you pass (OpenID Connect Core section 5.3). A response about another user than
 * the expected one is a failure with the code `invalid_response` (section 5.3.4). So is a response that isn't JSON, such as a
 * signed one. If an error response contains only a `WWW-Authenticate` challenge, the failure has the challenge's `error`.
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
