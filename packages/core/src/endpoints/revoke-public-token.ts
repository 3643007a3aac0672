import type { Field } from '../internal/form.ts'
import type { RequestOptions } from '../internal/options.ts'
import { clientFields, type PublicRequest, postForm } from '../internal/post-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** What a revocation sends. */
export interface Revocation {
  /** The refresh token or access token. */
  token: string
  /** Which of the two it is, such as `refresh_token`, so that the server finds it faster. */
  tokenTypeHint?: string | undefined
}

/** `revokeToken` for a public client, without the code for authentication. */
export function revokePublicToken(
  request: PublicRequest & Revocation,
  options: RequestOptions,
): Promise<SuccessMembers | Failure> {
  return postForm(request, tokenFields(), options, () => ({}))
}

/** The fields of a request about a token. */
export const tokenFields = (): Field[] => clientFields('token!', 'token_type_hint')
