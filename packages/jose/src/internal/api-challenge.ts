/** What an API's challenges contain. */
export interface ApiSettings {
  realm: string
  requiredScope?: string | readonly string[] | undefined
  resourceMetadata?: string | URL | undefined
  /** The signature algorithms of proofs. */
  algorithms: readonly string[]
  /** Whether unbound tokens, or tokens bound to a certificate, are accepted: both are sent as `Bearer`. */
  takesBearer: boolean
  /** A nonce for the next proof. */
  nonce?: string | undefined
}

/** Why a request is refused. */
interface Refusal {
  status: number
  /** The `error` of the challenge; none if the client sent no credentials (RFC 6750 section 3.1). */
  error?: string | undefined
  description?: string | undefined
  /** Which challenges contain the error. */
  aboutBearer: boolean
  aboutDPoP: boolean
  /** When a retry may succeed. */
  retryAfterMs?: number | undefined
}

/** The response that refuses a request, with a challenge for each accepted scheme (RFC 6750 section 3, RFC 9449 section 7.1). */
export function apiRefusal(settings: ApiSettings, refusal: Refusal): Response {
  const { status, error, description, aboutBearer, aboutDPoP, retryAfterMs } = refusal
  const { realm, requiredScope = [], resourceMetadata, algorithms, takesBearer, nonce } = settings
  const scope = [requiredScope].flat().join(' ')
  const headers = new Headers({ 'cache-control': 'no-store' })
  const about = { realm, scope, resource_metadata: resourceMetadata && `${resourceMetadata}` }
  const fault = { error, error_description: description }
  if (takesBearer) headers.append('www-authenticate', challenge('Bearer', { ...about, ...(aboutBearer && fault) }))
  const dpop = { ...about, ...((aboutDPoP || !takesBearer) && fault), algs: algorithms.join(' ') }
  headers.append('www-authenticate', challenge('DPoP', dpop))
  if (error === 'use_dpop_nonce' && nonce) headers.set('dpop-nonce', nonce)
  if (retryAfterMs) headers.set('retry-after', `${Math.ceil(retryAfterMs / 1000)}`)
  return new Response(null, { status, headers })
}

function challenge(scheme: string, params: Record<string, string | undefined>): string {
  const said = Object.entries(params).filter(([, value]) => value)
  // the characters that are allowed in the quoted strings of every parameter (RFC 6750 section 3)
  return `${scheme} ${said.map(([name, value]) => `${name}="${value!.replace(/[^\x20-\x7e]|["\\]/g, "'")}"`).join(', ')}`
}
