import { noAnswer } from './answer.ts'
import { type Accept, read } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'

/** Reads an object as if it were a server's response. */
export function readObject<Members extends object>(
  json: object,
  accept: Accept<Members>,
  httpStatus = 200,
): (SuccessMembers & Members) | Failure {
  const headers = { 'content-type': 'application/json' }
  return read({ ...noAnswer(), httpStatus, headers, raw: JSON.stringify(json) }, accept, {
    url: '',
    method: '',
    headers: {},
  })
}
