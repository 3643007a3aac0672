import type { Field } from '../internal/form.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { PublicRequest } from '../internal/post-form.ts'
import { type GrantRequest, grantFields, requestPublicGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** What the authorization_code grant sends. */
export interface AuthorizationCodeGrant {
  /**
   * The code of the callback. It is valid once, so it is sent once. The only exception: if the server asks for a DPoP nonce, it is
   * sent again, because servers check the proof before the code.
   */
  code: string
  /** The redirect URI of the authorization request, exactly the same. */
  redirectUri: string
  /** The PKCE verifier of the authorization request's challenge. */
  codeVerifier?: string | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/** `requestAuthorizationCodeToken` for a public client, without the code for authentication. */
export function exchangePublicCode(
  request: PublicRequest & AuthorizationCodeGrant,
  options: RequestOptions,
): Promise<TokenResponse> {
  return requestPublicGrant(request, options, 'authorization_code', codeFields)
}

export const codeFields: Field[] = /* @__PURE__ */ grantFields<GrantRequest & AuthorizationCodeGrant>(
  'code!',
  'redirect_uri!',
  'code_verifier',
  'resource',
)
