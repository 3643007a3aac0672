import type { Field } from '../internal/form.ts'
import type { PublicRequest } from '../internal/form-call.ts'
import type { RequestOptions } from '../internal/options.ts'
import { postForm } from '../internal/post-form.ts'
import { type GrantRequest, grantFields } from './grant.ts'
import { acceptToken, type TokenResponse } from './token-response.ts'

/** What the refresh_token grant sends. */
export interface RefreshTokenGrant {
  /** The refresh token. A server that rotates refresh tokens accepts each one once. */
  refreshToken: string
  /** A part of the granted scope, to get a token with less. @default all of it */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/** `requestRefreshToken` for a public client, without the code for authentication. */
export function refreshPublicToken(
  request: PublicRequest & RefreshTokenGrant,
  options: RequestOptions,
): Promise<TokenResponse> {
  return postForm({ ...request, grantType: 'refresh_token' } as PublicRequest, refreshFields, options, acceptToken)
}

export const refreshFields: Field[] = /* @__PURE__ */ grantFields<GrantRequest & RefreshTokenGrant>(
  'refresh_token!',
  'scope',
  'resource',
)
