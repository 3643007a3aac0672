import { describeFailure } from '../internal/describe-failure.ts'
import { checkObject } from '../internal/misuse.ts'
import { present } from '../internal/present.ts'
import type { ErrorType, Failure, FailureCode, Quirk } from '../internal/response.ts'

/**
 * A failure as an exception, with the fields of the response. Its message has the server's own words, such as
 * `invalid_grant: the code was used before (HTTP 400)`; `raw`, `json` and `headers` are not enumerable.
 */
export class TokenRequestError extends Error implements Omit<Failure, 'isError' | 'exception'> {
  override readonly name = 'TokenRequestError'
  declare readonly errorType: Exclude<ErrorType, 'none'>
  declare readonly error: string
  declare readonly code: FailureCode
  declare readonly errorDescription?: string
  declare readonly errorUri?: string
  declare readonly httpStatus: number
  declare readonly httpReason?: string
  declare readonly exception?: Error
  declare readonly retryAfterMs?: number
  declare readonly transient: boolean
  declare readonly dpopNonce?: string
  declare readonly quirks: Quirk[]
  declare readonly headers: Record<string, string>
  declare readonly raw: string
  declare readonly json: Record<string, unknown> | undefined

  constructor(failure: Failure) {
    const { isError: _, ...fields } = Object.getOwnPropertyDescriptors(failure)
    super(describeFailure(failure), present({ cause: failure.exception }))
    Object.defineProperties(this, fields)
  }
}

/**
 * The response, if it is a success.
 *
 * @throws {TokenRequestError} if it is a failure, with the same fields.
 */
export function orThrow<Response extends { isError: boolean }>(
  response: Response,
): Extract<Response, { isError: false }> {
  checkObject('response', response)
  if (response.isError) throw new TokenRequestError(response as unknown as Failure)
  return response as Extract<Response, { isError: false }>
}
