import { endpointUrl } from '../internal/address.ts'
import { fields } from '../internal/fields.ts'
import { formOf, type RequestParameters } from '../internal/form.ts'
import type { RequestOptions } from '../internal/options.ts'
import { urlWith } from '../internal/url-with.ts'

/** A request to log out (OIDC RP-Initiated Logout section 2). */
export interface EndSessionRequest {
  /** The end session endpoint's absolute URL; a query of its own is kept. */
  address: string | URL
  /** The ID token of the session to end. */
  idTokenHint?: string | undefined
  clientId?: string | undefined
  /** Where the user goes afterwards, as registered. */
  postLogoutRedirectUri?: string | undefined
  /** Comes back at `postLogoutRedirectUri`. */
  state?: string | undefined
  logoutHint?: string | undefined
  /** Languages, the preferred one first; a list is joined by blanks. */
  uiLocales?: string | readonly string[] | undefined
  /** Parameters beyond the named members. */
  parameters?: RequestParameters | undefined
}

/**
 * The URL to send the user to for logging out.
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix.
 */
export function createEndSessionUrl(
  request: EndSessionRequest,
  options: Pick<RequestOptions, 'allowInsecureHttp'> = {},
): string {
  const url = endpointUrl(request?.address, options?.allowInsecureHttp)
  const form = formOf(request, {}, fields('idTokenHint clientId postLogoutRedirectUri state logoutHint uiLocales'))
  return urlWith(url, form)
}
