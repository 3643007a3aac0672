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
 * Reads the members of an endpoint's response. Returns them, or `success` with the members added. For an invalid response it
 * returns the reason, or undefined if the body has no object.
 */
export type Accept<Members> = (
  json: Record<string, unknown> | undefined,
  quirks: Quirk[],
  answer: Answer,
  success: SuccessMembers,
  call: Call,
) => Members | string | undefined

/** Finds the error of a response without JSON, for example in its headers. */
export type Refusal = (headers: Readonly<Record<string, string>>) => Json | undefined

/**
 * The only place that decides what a response means. It checks in this order: redirect or incomplete, the server's error, success,
 * an invalid 2xx response, any other status. The values that `call` sent are masked in failures. Never throws.
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
    const accepted = accept(json, quirks, answer, success, call)
    // no copy, which would take as long as the rest of the reading
    if (accepted === success) return accepted as SuccessMembers & Members
    if (typeof accepted === 'object') return Object.assign(accepted, success)
    lacks = (accepted as string | undefined) ?? shapeOf(answer)
  } else if (isOk) quirks.push(`error-in-${httpStatus}`)
  else if (!error && httpStatus > 399) {
    said = refusal?.(headers) ?? json
    error = textIn(said, 'error')
  }
  const mask = maskOf(call)
  // empty text needs no mask
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
    // retrying doesn't help against a wrong certificate
    transient:
      [httpStatus, error, /cert/i.test(`${errorDescription}`) || code].some((word) => again.test(`${word}`)) ||
      (!json && !!lacks),
  })
  // readable but not enumerable, so that logs of the failure leave them out
  return Object.defineProperties(failure, {
    raw: { value: raw },
    json: { value: json },
    headers: { value: headers },
  }) as Failure
}

const again = /^(4(08|25|29)|5..|network|timeout|temporarily_unavailable|server_error|authorization_pending|slow_down)$/

/** Describes a response by its status, type and length. Its content might be secret. */
export function shapeOf({ httpStatus, headers, raw }: Answer): string {
  return `HTTP ${httpStatus}, ${headers['content-type'] ?? 'no type'}, ${raw.length} characters`
}

/** A description for a failure to which the server gave none; undefined if `error` is enough. */
function hintOf(
  { httpStatus, headers, size, code }: Answer,
  json: Json | undefined,
  exception: (Error & { code?: unknown }) | undefined,
  url: string,
): string | undefined {
  if (code === 'redirect') {
    try {
      // without query and credentials; repeated headers, which fetch joins, are not a URL
      const { origin, pathname } = new URL(headers.location!.match(/^[^\s,]+$/)![0], url)
      return `to ${origin}${pathname}`
    } catch {}
  }
  if (!exception) return httpStatus === 404 && !json ? 'is this the issuer or token endpoint?' : undefined
  if (httpStatus) return `HTTP ${httpStatus} broke off after ${size} bytes`
  let last = exception
  while (last.cause) last = last.cause as Error
  if (last.code || last !== exception) return `${last.code ?? last.name}: ${last.message}`
  // browsers only say that the request failed
  return code === 'network' ? 'offline, blocked by CORS, or a wrong address' : undefined
}
