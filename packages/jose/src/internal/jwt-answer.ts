import type { Failure, Fetch, RequestHeaders, SuccessMembers } from 'grantkit'
import { JoseError } from '../jose-error.ts'

/** How an answer that must be a JWT is read. */
export interface JwtAnswer<Success> {
  /** The only content type to take. */
  contentType: string
  /** The JSON in a JWT, once it is validated. */
  open: (token: string) => Promise<object>
  /** The same request, for an answer that is at hand already: core then judges the JSON that was signed. */
  reread: (fetch: Fetch) => Promise<Success | Failure>
}

/** An answer whose JSON came signed: whatever core makes of that JSON, or a failure. */
export async function readJwtAnswer<Success extends SuccessMembers>(
  answer: Success | Failure,
  { contentType, open, reread }: JwtAnswer<Success>,
): Promise<Success | Failure> {
  if (!answer.isError) return refuse(answer, 'the response is JSON, but a signed JWT was requested')
  const { headers, raw, httpStatus, dpopNonce } = answer
  const type = `${headers['content-type']}`.split(';')[0]!.trim().toLowerCase()
  if (answer.code !== 'invalid_response') return answer
  if (type !== contentType) {
    const isJwt = /^[\w-]+(\.[\w-]*){2,4}$/.test(raw.trim())
    return isJwt ? refuse(answer, `the response is a JWT, but its content type is not ${contentType}`) : answer
  }
  try {
    const json = JSON.stringify(await open(raw.trim()))
    const signed = await reread(async () => new Response(json, { headers: { 'content-type': 'application/json' } }))
    if (signed.isError) {
      // an error that is signed may hold anything
      return refuse(answer, (signed.code === 'invalid_response' && signed.errorDescription) || 'an error is signed')
    }
    return Object.assign(signed, { headers, raw, httpStatus, ...(dpopNonce && { dpopNonce }) })
  } catch (error) {
    if (!(error instanceof JoseError)) throw error
    return refuse(answer, `${error.code}: ${error.message}`, error)
  }
}

/** Headers that ask for a JWT, whatever the caller's ask for. */
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
    // the keys may be there later, but an answer that is no good stays so
    transient: exception?.failure?.transient ?? false,
  }
  return Object.defineProperties(failure, {
    raw: { value: raw },
    json: { value: json },
    headers: { value: headers },
  }) as unknown as Failure
}
