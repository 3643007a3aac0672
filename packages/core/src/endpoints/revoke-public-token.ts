import type { PublicRequest } from '../internal/form-call.ts'
import type { RequestOptions } from '../internal/options.ts'
import { postForm } from '../internal/post-form.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { type Revocation, tokenFields } from './revocation.ts'

/** `revokeToken` for a public client, without the code for authentication. */
export function revokePublicToken(
  request: PublicRequest & Revocation,
  options: RequestOptions,
): Promise<SuccessMembers | Failure> {
  return postForm(request, tokenFields(), options, () => ({}))
}
