import type { Answer } from './answer.ts'
import type { Call } from './attempt.ts'
import { copyError } from './copy-error.ts'
import { jsonOf } from './json.ts'
import { maskOf } from './mask.ts'
import { type Json, textIn } from './members.ts'
import { present } from './present.ts'
import type { Failure, FailureCode, Quirk, SuccessMembers } from './response.ts'
import { nonceIn, retryAfterMsIn } from './response-headers.ts'

/**
 * The members that an endpoint adds to its success, or `success` itself, filled in; if the answer is not what it should be,
 * why not, or undefined.
 */
export type Accept<Members> = (
  json: Record<string, unknown> | undefined,
  quirks: Quirk[],
  answer: Answer,
  success: SuccessMembers,
) => Members | string | undefined

/** The words of a refusal that has no JSON, such as those in its headers. */
export type Refusal = (headers: Readonly<Record<string, string>>) => Json | undefined

/**
 * The one place that decides what an answer means: redirect or broken off, the server's refusal, success, a 2xx that
 * lacks something, any other status; in this order. In what a failure says, what `call` sent is masked. Never throws.
 */
export function read<Members extends object>(
  answer: Answer,
  accept: Accept<Members>,
  call: Call,
  refusal?: Refusal,
): (SuccessMembers & Members) | Failure {
  const { httpStatus, headers, raw, receivedAt, code: broken, thrown } = answer
  const quirks: Quirk[] = []
  const json = broken ? undefined : jsonOf(answer, quirks)
  const dpopNonce = nonceIn(headers)
  const isOk = !broken && httpStatus > 199 && httpStatus < 300
  let said: Json | undefined = json
  let error = textIn(json, 'error', quirks)
  let lacks: string | undefined
  if (isOk && !error) {
    const success: SuccessMembers = {
      isError: false,
      errorType: 'none',
      httpStatus,
      headers,
      raw,
      json: json ?? {},
      quirks,
    }
    if (dpopNonce) success.dpopNonce = dpopNonce
    const accepted = accept(json, quirks, answer, success)
    // a copy would take as long as all the reading
    if (accepted === success) return accepted as SuccessMembers & Members
    if (typeof accepted === 'object') return Object.assign(accepted, success)
    lacks = (accepted as string | undefined) ?? shapeOf(answer)
  } else if (isOk) quirks.push(`error-in-${httpStatus}`)
  else if (!error && httpStatus > 399) {
    said = refusal?.(headers) ?? json
    error = textIn(said, 'error')
  }
  const mask = maskOf(call)
  // what is empty or missing has nothing to mask
  const masked = (text: string | undefined) => (text ? mask(text) : undefined)
  const exception = thrown === undefined ? undefined : copyError(thrown, mask)
  const code: FailureCode = broken ?? (error ? 'oauth_error' : lacks ? 'invalid_response' : 'http_error')
  const httpReason = masked(answer.httpReason)
  error = masked(error)
  const errorDescription = masked(
    lacks ?? textIn(said, 'error_description', quirks) ?? hintOf(answer, json, exception, call.url),
  )
  error ||= lacks ? code : exception?.message || httpReason || (httpStatus ? `HTTP ${httpStatus}` : code)
  const failure = present<Omit<Failure, 'raw' | 'json' | 'headers'>>({
    isError: true,
    errorType: exception ? 'exception' : /^(http|redirect)/.test(code) ? 'http' : 'protocol',
    error,
    code,
    errorDescription,
    errorUri: masked(textIn(said, 'error_uri', quirks)),
    httpStatus,
    quirks,
    dpopNonce,
    httpReason,
    exception,
    retryAfterMs: retryAfterMsIn(headers, receivedAt),
    // a certificate is no better the next time
    transient:
      [httpStatus, error, /cert/i.test(`${errorDescription}`) || code].some((word) => again.test(`${word}`)) ||
      (!json && !!lacks),
  })
  // readable but not enumerable: a log of the failure leaves them out
  return Object.defineProperties(failure, {
    raw: { value: raw },
    json: { value: json },
    headers: { value: headers },
  }) as Failure
}

const again = /^(4(08|25|29)|5..|network|timeout|temporarily_unavailable|server_error|authorization_pending|slow_down)$/

/** An answer by its status, type and length, never by its content. */
export function shapeOf({ httpStatus, headers, raw }: Answer): string {
  return `HTTP ${httpStatus}, ${headers['content-type'] ?? 'no type'}, ${raw.length} characters`
}

/** What there is to say of a failure for which the server has no words; undefined if `error` says it all. */
function hintOf(
  { httpStatus, headers, size, code }: Answer,
  json: Json | undefined,
  exception: (Error & { code?: unknown }) | undefined,
  url: string,
): string | undefined {
  if (code === 'redirect') {
    try {
      // without query and credentials; several that fetch joined to one are no URL
      const { origin, pathname } = new URL(headers.location!.match(/^[^\s,]+$/)![0], url)
      return `to ${origin}${pathname}`
    } catch {}
  }
  if (!exception) return httpStatus === 404 && !json ? 'is this the token endpoint?' : undefined
  if (httpStatus) return `HTTP ${httpStatus} broke off after ${size} bytes`
  let last = exception
  while (last.cause) last = last.cause as Error
  if (last.code || last !== exception) return `${last.code ?? last.name}: ${last.message}`
  // a page is told no more than that it failed
  return code === 'network' ? 'offline, blocked by CORS, or a wrong address' : undefined
}
