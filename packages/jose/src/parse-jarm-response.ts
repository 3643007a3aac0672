import { type AuthorizeFailure, type AuthorizeSuccess, parseAuthorizeResponse } from 'grantkit'
import { callbackParams } from 'grantkit/internal/callback-params'
import type { Decryption } from './decryption.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { JoseError } from './jose-error.ts'
import type { Trust } from './trust.ts'

/** The values that a signed callback must match. */
export interface JarmExpectation extends Trust, Decryption {
  /** The `state` of the request; `false` if it had none. */
  state: string | false
  /** The server's issuer, compared character by character with `iss`. */
  issuer: string
  clientId: string
  /** The requested response type. Tokens in a callback that weren't requested are refused. @default 'code' */
  responseType?: string | undefined
}

/** The callback has no code. */
export interface JarmFailure extends AuthorizeFailure {
  /** Why the JWT was refused; with `keys_unavailable`, the same callback can be read later. */
  exception?: JoseError
}

/** The result of a callback: `isError` tells success from failure. */
export type JarmResponse = AuthorizeSuccess | JarmFailure

/**
 * Reads the callback of an authorization request with a `response_mode` that ends in `jwt` (JARM section
 * 2.4): decrypts it if it is encrypted, verifies its signature, `iss`, `aud` and `exp`, and then reads its content as
 * `parseAuthorizeResponse` does. A callback that isn't signed is refused. Never rejects because of a callback's content.
 *
 * Rejects with a `TypeError` for a mistake in the arguments, and with the signal's reason when `options.signal` aborts.
 */
export async function parseJarmResponse(
  urlOrParams: string | URL | URLSearchParams,
  expected: JarmExpectation,
  options: ValidationOptions = {},
): Promise<JarmResponse> {
  checkTexts(expected, 'issuer', 'clientId')
  const { state, issuer, clientId, responseType } = expected
  // throw for a mistake in the arguments now, before waiting for the keys
  parseAuthorizeResponse(new URLSearchParams(), { state })
  const read = await jwtReader(responseKind, { ...expected, audience: clientId }, options)

  const responses = callbackParams(urlOrParams, ['response']).getAll('response').filter(Boolean)
  if (responses.length !== 1) return invalid(responses.length ? 'response is duplicated' : 'response is missing')
  try {
    const { claims } = await read(responses[0]!)
    return parseAuthorizeResponse(paramsOf(claims), { state, issuer, ...(responseType && { responseType }) })
  } catch (error) {
    if (!(error instanceof JoseError)) throw error
    return { ...invalid(`${error.code}: ${error.message}`, error.claim === 'iss'), exception: error }
  }
}

function invalid(errorDescription: string, issuer = false): JarmFailure {
  const code = issuer ? 'issuer_mismatch' : 'invalid_response'
  return { isError: true, error: 'invalid_response', code, errorDescription }
}

/** The claims as callback parameters. Only texts and numbers are used. */
function paramsOf(claims: Record<string, unknown>): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(claims)) {
    const isParameter = typeof value === 'string' || typeof value === 'number'
    if (isParameter && !['aud', 'exp', 'nbf', 'iat', 'jti'].includes(name)) params.set(name, `${value}`)
  }
  return params
}

const responseKind: JwtKind = {
  name: 'an authorization response',
  by: 'JARM',
  needs: ['iss', 'aud', 'exp'],
  algorithms: 'authorization',
}
