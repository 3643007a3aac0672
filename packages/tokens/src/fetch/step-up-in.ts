import { parseWwwAuthenticate } from 'grantkit/internal/www-authenticate'

/**
 * A step-up challenge: what the API requires of the user before it accepts the request. A refresh can't provide it. The
 * members have the same names and meanings as those of `createAuthorizeUrl`.
 */
export interface StepUp {
  /** `insufficient_scope` (RFC 6750 section 3.1) or `insufficient_user_authentication` (RFC 9470 section 3). */
  error: 'insufficient_scope' | 'insufficient_user_authentication'
  errorDescription?: string
  /** The scope that the token needs. */
  scope?: string
  /** The accepted authentication contexts, the preferred one first, separated by spaces. */
  acrValues?: string
  /** How old the user's sign-in may be, in seconds. */
  maxAge?: number
  /** The URL of the API's metadata, which names the servers that issue tokens for it (RFC 9728 section 5.1). */
  resourceMetadata?: string
}

/** Reads the challenge in a response. A file of its own, for it is loaded late. */
export function stepUpIn(response: Pick<Response, 'status' | 'headers'>): StepUp | undefined {
  if (response.status < 400) return undefined
  for (const { parameters } of parseWwwAuthenticate(response.headers)) {
    const { error, error_description, scope, acr_values, max_age = '', resource_metadata } = parameters
    if (error !== 'insufficient_scope' && error !== 'insufficient_user_authentication') continue
    return {
      error,
      ...(error_description && { errorDescription: error_description }),
      ...(scope && { scope }),
      ...(acr_values && { acrValues: acr_values }),
      ...(/^\d{1,15}$/.test(max_age) && { maxAge: Number(max_age) }),
      ...(resource_metadata && { resourceMetadata: resource_metadata }),
    }
  }
  return undefined
}
