import type { Failure, Fetch, RequestHeaders, SuccessMembers } from 'grantkit'
import { JoseError } from '../jose-error.ts'

/** How to read a response that must be a JWT. */
export interface JwtResponse<Success> {
  /** The only accepted content type. */
  contentType: string
  /** Validates a JWT and returns the JSON in it. */
  open: (token: string) => Promise<object>
  /** The same request with another `fetch`, which returns the signed JSON: so core reads it like any response. */
  reread: (fetch: Fetch) => Promise<Success | Failure>
}

/** Reads a signed response: validates the JWT, and reads its JSON like any response of core. */
export async function readJwtResponse<Success extends SuccessMembers>(
  response: Success | Failure,
  { contentType, open, reread }: JwtResponse<Success>,
): Promise<Success | Failure> {
  if (!response.isError) return refuse(response, 'the response is JSON, but a signed JWT was requested')
  const { headers, raw, httpStatus, dpopNonce } = response
  const type = `${headers['content-type']}`.split(';')[0]!.trim().toLowerCase()
  if (response.code !== 'invalid_response') return response
  if (type !== contentType) {
    const isJwt = /^[\w-]+(\.[\w-]*){2,4}$/.test(raw.trim())
    return isJwt ? refuse(response, `the response is a JWT, but its content type is not ${contentType}`) : response
  }
  try {
    const json = JSON.stringify(await open(raw.trim()))
    const signed = await reread(async () => new Response(json, { headers: { 'content-type': 'application/json' } }))
    if (signed.isError) {
      // a signed error may contain anything, so it isn't shown
      return refuse(response, (signed.code === 'invalid_response' && signed.errorDescription) || 'an error is signed')
    }
    return Object.assign(signed, { headers, raw, httpStatus, ...(dpopNonce && { dpopNonce }) })
  } catch (error) {
    if (!(error instanceof JoseError)) throw error
    return refuse(response, `${error.code}: ${error.message}`, error)
  }
}

/** The caller's headers with an `accept` that asks for a JWT. */
export function acceptJwt(headers: RequestHeaders = {}, contentType: string): [string, string][] {
  const pairs =
    Symbol.iterator in Object(headers) ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers)
  return [...pairs.filter(([name]) => !/^accept$/i.test(name)), ['accept', contentType]]
}

function refuse(
  { httpStatus, headers, raw, json, quirks }: SuccessMembers | Failure,
  errorDescription: string,
  exception?: JoseError,
): Failure {
  const failure = {
    isError: true,
    errorType: 'protocol',
    error: 'invalid_response',
    code: 'invalid_response',
    errorDescription,
    httpStatus,
    quirks,
    ...(exception && { exception }),
    // unavailable keys may be available later, but an invalid response stays invalid
    transient: exception?.failure?.transient ?? false,
  }
  return Object.defineProperties(failure, {
    raw: { value: raw },
    json: { value: json },
    headers: { value: headers },
  }) as unknown as Failure
}
