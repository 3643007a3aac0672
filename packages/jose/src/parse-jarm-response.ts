import { type AuthorizeFailure, type AuthorizeSuccess, parseAuthorizeResponse } from 'grantkit'
import { callbackParams } from 'grantkit/internal/callback-params'
import type { Decryption } from './decryption.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { jwtReader } from './internal/jwt-reader.ts'
import type { ValidationOptions } from './internal/options.ts'
import { checkTexts } from './internal/texts.ts'
import { JoseError } from './jose-error.ts'
import type { Trust } from './trust.ts'

/** What a callback must agree with that comes as a JWT. */
export interface JarmExpectation extends Trust, Decryption {
  /** The `state` that the request carried; `false`, said outright, where it carried none. */
  state: string | false
  /** The server's issuer, compared character by character with `iss`. */
  issuer: string
  clientId: string
  /** What was asked for; tokens in a callback that wasn't asked for are refused. @default 'code' */
  responseType?: string | undefined
}

/** The callback brings no code. */
export interface JarmFailure extends AuthorizeFailure {
  /** Why the JWT was refused; with `keys_unavailable`, the same callback can be read later. */
  exception?: JoseError
}

/** What a callback says: `isError` tells the two apart. */
export type JarmResponse = AuthorizeSuccess | JarmFailure

/**
 * Reads the callback of an authorization request whose `response_mode` was one of those that end in `jwt` (JARM section
 * 2.4): decrypts it where it is encrypted, verifies its signature, `iss`, `aud` and `exp`, and then judges what it says as
 * `parseAuthorizeResponse` does. A callback that isn't signed is refused. Never rejects for what a callback holds.
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
  // what it refuses in the arguments must not wait for the keys
  parseAuthorizeResponse(new URLSearchParams(), { state })
  const read = await jwtReader(responseKind, { ...expected, audience: clientId }, options)

  const responses = callbackParams(urlOrParams, ['response']).getAll('response').filter(Boolean)
  if (responses.length !== 1) return invalid(responses.length ? 'response is doubled' : 'response is missing')
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

/** The claims as the parameters that they stand for; what is no text or number stands for none. */
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
