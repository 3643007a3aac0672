import type { Field } from '../internal/form.ts'
import type { PublicRequest } from '../internal/form-call.ts'
import type { RequestOptions } from '../internal/options.ts'
import { postForm } from '../internal/post-form.ts'
import { type GrantRequest, grantFields } from './grant.ts'
import { acceptToken, type TokenResponse } from './token-response.ts'

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
  return postForm({ ...request, grantType: 'authorization_code' } as PublicRequest, codeFields, options, acceptToken)
}

export const codeFields: Field[] = /* @__PURE__ */ grantFields<GrantRequest & AuthorizationCodeGrant>(
  'code!',
  'redirect_uri!',
  'code_verifier',
  'resource',
)
