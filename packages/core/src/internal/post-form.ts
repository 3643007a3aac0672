import { call } from './call.ts'
import type { Field } from './form.ts'
import { formCall, type PublicRequest } from './form-call.ts'
import type { RequestOptions } from './options.ts'
import type { Accept } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'

/** Posts a request as a form, without client authentication. Rejects with a `TypeError` for a mistake, before anything is sent. */
export function postForm<Members extends object>(
  request: PublicRequest,
  fields: readonly Field[],
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(() => formCall(request, fields, options), options, accept)
}
