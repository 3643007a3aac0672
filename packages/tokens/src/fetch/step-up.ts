import { parseWwwAuthenticate } from 'grantkit/endpoints'
import { misuse } from 'grantkit/internal'

/**
 * What an API wants of the user before it lets the same request pass: no renewal brings that. Its members are those of
 * `createAuthorizeUrl`, where they have the same meaning.
 */
export interface StepUp {
  /** `insufficient_scope` (RFC 6750 section 3.1) or `insufficient_user_authentication` (RFC 9470 section 3). */
  error: 'insufficient_scope' | 'insufficient_user_authentication'
  errorDescription?: string
  /** The scope that the token needs. */
  scope?: string
  /** The authentication contexts that will do, the preferred one first, parted by spaces. */
  acrValues?: string
  /** How old the user's sign-in may be, in seconds. */
  maxAge?: number
  /** Where to read which servers give out tokens for the API (RFC 9728 section 5.1). */
  resourceMetadata?: string
}

/**
 * The step-up that an API's answer asks for in its `WWW-Authenticate`, or undefined where it asks for none, or where a
 * page can't read that header. Leaves the body unread.
 */
export function stepUpOf(response: Pick<Response, 'status' | 'headers'>): StepUp | undefined {
  if (!response?.headers) misuse('response', 'a Response')
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
