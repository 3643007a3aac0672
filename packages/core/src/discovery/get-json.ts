import { call } from '../internal/call.ts'
import { callTo } from '../internal/call-to.ts'
import type { RequestHeaders } from '../internal/headers.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** Gets a public document, without authentication. A page's request needs no preflight. */
export function getJson<Members extends object>(
  address: string | URL,
  headers: RequestHeaders | undefined,
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  return call(() => callTo('GET', { address, headers }, options), options, accept)
}
