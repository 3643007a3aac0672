import { misuse } from 'grantkit/internal/misuse'
import { apiRefusal } from './internal/api-challenge.ts'
import { checkProofOptions } from './internal/check-proof-options.ts'
import type { ValidationOptions } from './internal/options.ts'
import { proofAlgorithmsIn } from './internal/proof-algorithms.ts'
import { JoseError } from './jose-error.ts'
import type { ValidateDPoPProofRequest } from './validate-dpop-proof.ts'
import {
  type ValidatedAccessToken,
  type ValidateJwtAccessTokenRequest,
  validateJwtAccessToken,
} from './validate-jwt-access-token.ts'

/** What an API requires of a request's access token, and the details of its 401 responses. */
export interface AuthorizeRequestOptions
  extends Omit<ValidateJwtAccessTokenRequest, 'accessToken' | 'proof'>,
    Pick<ValidateDPoPProofRequest, 'nonce' | 'isReplay'>,
    ValidationOptions {
  /** The URL that the client called, for the `htu` of its DPoP proof: behind a proxy, the public one. @default `request.url` */
  url?: string | URL | undefined
  /** The accepted signature algorithms of DPoP proofs. @default those of `metadata`, else all asymmetric ones */
  proofAlgorithms?: readonly string[] | undefined
  /** How old a DPoP proof may be, in milliseconds. @default 300000, five minutes */
  maxIssuedAgeMs?: number | undefined
  /** The `realm` of the challenges (RFC 9110 section 11.5). @default the first name in `audience` */
  realm?: string | undefined
  /** The URL of the API's metadata, for clients that look for its authorization server (RFC 9728 section 5.1). @default none */
  resourceMetadata?: string | URL | undefined
}

/** A request whose access token is valid, and its DPoP proof too. */
export interface AuthorizeRequestSuccess extends ValidatedAccessToken {
  isError: false
}

/** A request that the API must not serve. */
export interface AuthorizeRequestFailure {
  isError: true
  code: AuthorizeRequestCode
  /** The response to return: status, `WWW-Authenticate` and, if the client needs a nonce, `DPoP-Nonce`. It has no body. */
  response: Response
  /** Why the access token or the proof was refused; undefined if the request had no readable token. */
  exception?: JoseError
}

/**
 * Why a request is refused: the `error` of the challenge (RFC 6750 section 3.1, RFC 9449 section 7.1), or one of two codes for refusals
 * without an `error`.
 */
export type AuthorizeRequestCode =
  /** The request has no access token, or one with another scheme. */
  | 'token_missing'
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'insufficient_scope'
  /** The keys of the authorization server could not be fetched. */
  | 'temporarily_unavailable'

/** Whether a request may be served: `isError` tells success from refusal. */
export type AuthorizeRequestResult = AuthorizeRequestSuccess | AuthorizeRequestFailure

/**
 * Checks the `Authorization` header of a request to an API, and returns the claims of its JWT access token (RFC 9068), or the
 * `Response` to refuse the request with:
 *
 * - 401 without credentials, with another scheme than `Bearer` and `DPoP`, and for an access token that is not valid,
 * - 401 for a token that is bound to a key and comes as `Bearer`, and for one that comes as `DPoP` and is not bound
 *   (RFC 9449 section 7), for a DPoP proof that is not valid, or lacks one of the `nonce`s,
 * - 403 if the token lacks a required scope, 400 for a malformed header or a token in the query as well (RFC 6750 section 3.1),
 * - 503 while the keys of the authorization server can't be fetched.
 *
 * Rejects with a `TypeError` for a mistake in the options, with what `isReplay` rejects with, and with the signal's reason when
 * `options.signal` aborts. Respond to CORS preflights before you call this: they contain no credentials.
 *
 * @example
 * ```ts
 * const result = await authorizeRequest(request, { issuer, audience: 'https://api.example', keys, requiredScope: 'read' })
 * if (result.isError) return result.response
 * const orders = await ordersOf(result.claims.sub)
 * ```
 */
export async function authorizeRequest(
  request: Pick<Request, 'method' | 'url'> & { headers: Pick<Headers, 'get'> },
  options: AuthorizeRequestOptions,
): Promise<AuthorizeRequestResult> {
  if (typeof request?.headers?.get !== 'function') misuse('request', 'a Request')
  if (Object(options) !== options) misuse('options', 'an object with issuer, audience and keys')
  const { url = request.url, nonce, isReplay, maxIssuedAgeMs } = options
  const [, scheme = '', credentials = ''] = /^(\S*) *(.*)$/.exec(request.headers.get('authorization') ?? '') ?? []
  const isDPoP = /^dpop$/i.test(scheme)
  const isMissing = !credentials || !(isDPoP || /^bearer$/i.test(scheme))
  // several headers are not a token either, and with a second token in the query it isn't clear which one counts
  const isMalformed =
    !/^[\w.~+/-]+=*$/.test(credentials) || new URLSearchParams(/\?.*/.exec(request.url)?.[0]).has('access_token')
  // an empty token is refused too, after the options have been checked
  const accessToken = isMissing || isMalformed ? '' : credentials

  const dpop = request.headers.get('dpop')
  const { method } = request
  const proof = { dpop, method, url, nonce, isReplay, maxIssuedAgeMs, algorithms: options.proofAlgorithms }
  checkProofOptions(proof)
  try {
    const token = await validateJwtAccessToken({ ...options, accessToken, proof: isDPoP ? proof : undefined }, options)
    if (isDPoP && !token.proof) throw new JoseError('binding_missing', 'it is not bound to a key', { claim: 'cnf' })
    return { isError: false, ...token }
  } catch (error) {
    if (!(error instanceof JoseError)) throw error
    if (!accessToken) return refused(isMissing ? 'token_missing' : 'invalid_request', options, isDPoP)
    return refused(codeOf(error, isDPoP), options, isDPoP, error)
  }
}

function refused(
  code: AuthorizeRequestCode,
  options: AuthorizeRequestOptions,
  isDPoP: boolean,
  exception?: JoseError,
): AuthorizeRequestFailure {
  const { audience, realm = [audience].flat()[0] ?? '', metadata, requiredScope, resourceMetadata, nonce } = options
  const { proofAlgorithms: algorithms = proofAlgorithmsIn(metadata) } = options
  const takesBearer = !options.requireBinding || !!options.certificateThumbprint
  const about = { realm, requiredScope, resourceMetadata, algorithms, takesBearer, nonce: [nonce].flat()[0] }
  const hasError = code !== 'token_missing' && code !== 'temporarily_unavailable'
  const response = apiRefusal(about, {
    status: statuses[code] ?? 401,
    error: hasError ? code : undefined,
    description: hasError ? exception?.message : undefined,
    aboutBearer: !isDPoP,
    // a token that is bound to a key came without its proof
    aboutDPoP: isDPoP || exception?.code === 'proof_missing',
    retryAfterMs: exception?.failure?.retryAfterMs,
  })
  return { isError: true, code, response, ...(exception && { exception }) }
}

/** The status of a refusal; 401 if it is not here. */
const statuses: { [Code in AuthorizeRequestCode]?: number } = {
  invalid_request: 400,
  insufficient_scope: 403,
  temporarily_unavailable: 503,
}

function codeOf({ code, claim, aboutProof }: JoseError, isDPoP: boolean): AuthorizeRequestCode {
  if (code === 'keys_unavailable') return 'temporarily_unavailable'
  if (code === 'scope_insufficient') return 'insufficient_scope'
  if (aboutProof && claim === 'nonce') return 'use_dpop_nonce'
  return aboutProof || (isDPoP && code === 'proof_missing') ? 'invalid_dpop_proof' : 'invalid_token'
}
