import { endpointUrl } from '../internal/address.ts'
import { type FieldsOf, fieldsOf, formOf, type RequestParameters } from '../internal/form.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { urlWith } from '../internal/url-with.ts'

/** A request to log out (OIDC RP-Initiated Logout section 2). */
export interface EndSessionRequest {
  /** The end session endpoint's absolute URL. Its query is kept. */
  address: string | URL
  /** The ID token of the session to end. */
  idTokenHint?: string | undefined
  clientId?: string | undefined
  /** Where the server sends the user after the logout, as registered. */
  postLogoutRedirectUri?: string | undefined
  /** The server adds it to `postLogoutRedirectUri`. */
  state?: string | undefined
  logoutHint?: string | undefined
  /** Languages, the preferred one first. A list is joined with spaces. */
  uiLocales?: string | readonly string[] | undefined
  /** Parameters beyond the named members. */
  parameters?: RequestParameters | undefined
}

/** A logout by form post, for when the URL would be too long. */
export interface EndSessionForm {
  /** Where to post the form. */
  address: string
  form: Record<string, string>
}

/**
 * The URL to send the user to for the logout.
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix.
 */
export function createEndSessionUrl(
  request: EndSessionRequest,
  options: Pick<RequestOptions, 'allowInsecureHttp'> = {},
): string {
  return urlWith(endpointUrl(request?.address, options?.allowInsecureHttp), endSessionForm(request))
}

/**
 * The same logout as a form to post (OIDC RP-Initiated Logout section 2): an ID token can make a URL longer than servers
 * accept.
 *
 * @throws {TypeError} for a mistake in the arguments, and for a parameter with more than one value.
 */
export function createEndSessionForm(
  request: EndSessionRequest,
  options: Pick<RequestOptions, 'allowInsecureHttp'> = {},
): EndSessionForm {
  const address = endpointUrl(request?.address, options?.allowInsecureHttp)
  const parameters = endSessionForm(request)
  const form = Object.fromEntries(parameters)
  for (const name in form) if (parameters.getAll(name).length > 1) misuse(`parameters.${name}`, 'one value')
  return { address, form }
}

function endSessionForm(request: EndSessionRequest): URLSearchParams {
  const members: FieldsOf<EndSessionRequest> = [
    'id_token_hint',
    'client_id',
    'post_logout_redirect_uri',
    'state',
    'logout_hint',
    'ui_locales',
  ]
  return formOf(request, fieldsOf(...members))
}
