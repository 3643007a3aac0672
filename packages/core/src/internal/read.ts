import type { Answer } from './answer.ts'
import { copyError } from './copy-error.ts'
import { jsonOf } from './json.ts'
import { present } from './present.ts'
import type { Failure, FailureCode, Quirk, SuccessMembers } from './response.ts'
import { textIn } from './text.ts'

/** The members that an endpoint adds to its success; where the answer is not what it owes, why not, or undefined. */
export type Accept<Members> = (
  json: Record<string, unknown> | undefined,
  quirks: Quirk[],
  receivedAt: number,
  httpStatus: number,
) => Members | string | undefined

/**
 * The one place that decides what an answer means: redirect or broken off, the server's refusal, success, a 2xx that owes
 * something, any other status; in this order. Never throws.
 */
export function read<Members extends object>(
  { httpStatus, httpReason, headers, raw, receivedAt, code: broken, thrown }: Answer,
  accept: Accept<Members>,
  mask: () => (text: unknown) => string,
): (SuccessMembers & Members) | Failure {
  const quirks: Quirk[] = []
  const json = broken ? undefined : jsonOf({ raw, headers }, quirks)
  const dpopNonce = headers['dpop-nonce']
  const exception = thrown === undefined ? undefined : copyError(thrown, mask())
  const ok = httpStatus > 199 && httpStatus < 300
  let code: FailureCode = broken ?? 'http_error'
  let error = textIn(json, 'error')
  let errorDescription = textIn(json, 'error_description')
  if (error) {
    code = 'oauth_error'
    if (ok) quirks.push(`error-in-${httpStatus}`)
  } else if (ok && !broken) {
    const accepted = accept(json, quirks, receivedAt, httpStatus)
    if (typeof accepted === 'object') {
      // set one by one, into the object that is there: a copy would cost more than all the reading
      const success = accepted as SuccessMembers & Members
      success.isError = false
      success.errorType = 'none'
      success.httpStatus = httpStatus
      success.headers = headers
      success.raw = raw
      success.json = json ?? {}
      success.quirks = quirks
      if (dpopNonce) success.dpopNonce = dpopNonce
      return success
    }
    error = code = 'invalid_response'
    errorDescription =
      accepted ?? `HTTP ${httpStatus}, ${headers['content-type'] ?? 'no type'}, ${raw.length} characters`
  } else if (broken === 'network') errorDescription = 'offline, blocked by CORS, or a wrong address'
  error ||= exception?.message || httpReason || (httpStatus ? `HTTP ${httpStatus}` : code)
  const failure = present<Omit<Failure, 'raw' | 'json' | 'headers'>>({
    isError: true,
    errorType: exception ? 'exception' : /^(http|redirect)/.test(code) ? 'http' : 'protocol',
    error,
    code,
    errorDescription,
    errorUri: textIn(json, 'error_uri'),
    httpStatus,
    quirks,
    dpopNonce,
    httpReason: httpReason || undefined,
    exception,
    retryAfterMs: retryAfterMs(headers['retry-after'], receivedAt),
    transient:
      again.test(`${httpStatus}`) || again.test(code) || again.test(error) || (!json && code === 'invalid_response'),
  })
  // readable but not enumerable: a log of the failure leaves them out
  return Object.defineProperties(failure, {
    raw: { value: raw },
    json: { value: json },
    headers: { value: headers },
  }) as Failure
}

const again = /^(4(08|25|29)|5..|network|timeout|temporarily_unavailable|server_error|authorization_pending|slow_down)$/

/** `Retry-After` in milliseconds (RFC 9110 section 10.2.3), whether it came as seconds or as a date. */
function retryAfterMs(value = '', now: number): number | undefined {
  const wait = /^\d+$/.test(value)
    ? +value * 1000
    : /^[a-z]/i.test(value)
      ? Math.max(0, Date.parse(value) - now)
      : Number.NaN
  return wait < 1 / 0 ? wait : undefined
}
