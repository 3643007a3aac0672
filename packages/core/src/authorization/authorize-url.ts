import { endpointUrl } from '../internal/address.ts'
import type { RequestOptions } from '../internal/options.ts'
import { urlWith } from '../internal/url-with.ts'
import { type AuthorizeParameters, authorizeForm } from './authorize-form.ts'

/** An authorization request (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1). */
export interface AuthorizeRequest extends AuthorizeParameters {
  /** The authorization endpoint's absolute URL; a query of its own is kept. */
  address: string | URL
  clientId: string
}

/**
 * The URL to send the user to.
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix.
 */
export function createAuthorizeUrl(
  request: AuthorizeRequest,
  options: Pick<RequestOptions, 'allowInsecureHttp'> = {},
): string {
  const url = endpointUrl(request?.address, options.allowInsecureHttp)
  return urlWith(url, authorizeForm(request, { clientId: 'client_id' }))
}
