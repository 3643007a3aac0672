import { type FieldsOf, fieldsOf, formOf, type RequestParameters } from '../internal/form.ts'
import { checkObject, misuse } from '../internal/misuse.ts'
import { toJson } from '../internal/to-json.ts'
import { wholeSeconds } from '../internal/whole-seconds.ts'
import type { AuthorizationDetail } from './authorization-details.ts'

/** The parameters of an authorization request (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1). */
export interface AuthorizeParameters {
  /** @default 'code', or none if there is a `request` or `requestUri` */
  responseType?: string | undefined
  /** Where the server sends the user back to: an absolute URI, exactly as registered. */
  redirectUri?: string | undefined
  /** A string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** From `createState`; keep it until the callback (RFC 6749 section 10.12). `createAuthorizeUrl` requires it, or `false`. */
  state?: string | false | undefined
  /** From `createNonce`; keep it until the ID token is validated. */
  nonce?: string | undefined
  /** From `createPkce` (RFC 7636). `createAuthorizeUrl` requires it for a code, or `false`. */
  codeChallenge?: string | false | undefined
  /** @default 'S256' if there is a challenge */
  codeChallengeMethod?: string | undefined
  /** The API or APIs the token will be for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** How the server returns the response, such as `query`, `fragment` or `form_post`. */
  responseMode?: string | undefined
  /** Such as `login`, `consent` or `none`. A list is joined with spaces. */
  prompt?: string | readonly string[] | undefined
  /** The maximum age of the user's sign-in, in whole seconds from 0. */
  maxAge?: number | undefined
  display?: string | undefined
  loginHint?: string | undefined
  idTokenHint?: string | undefined
  /** Authentication contexts, the preferred one first. A list is joined with spaces. */
  acrValues?: string | readonly string[] | undefined
  /** Languages, the preferred one first. A list is joined with spaces. */
  uiLocales?: string | readonly string[] | undefined
  /** The requested claims (OIDC Core section 5.5), as an object that can be JSON. */
  claims?: object | undefined
  /** The requested authorization details (RFC 9396). See `AuthorizationDetailTypes`. */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
  /** The thumbprint of the key that the code will be bound to (RFC 9449 section 10). */
  dpopJkt?: string | undefined
  /** A request object (RFC 9101). */
  request?: string | undefined
  /** A reference to the request, such as the one that a pushed authorization request returned (RFC 9126). */
  requestUri?: string | undefined
  /** Parameters beyond the named members. */
  parameters?: RequestParameters | undefined
}

const members: FieldsOf<AuthorizeParameters> = [
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'response_mode',
  'prompt',
  'max_age',
  'display',
  'login_hint',
  'id_token_hint',
  'acr_values',
  'ui_locales',
  'claims',
  'authorization_details',
  'dpop_jkt',
  'request',
  'request_uri',
]

/** The parameters of an authorization request, for a URL or a pushed request. */
export function authorizeForm(request: AuthorizeParameters & { clientId: string }): URLSearchParams {
  checkObject('request', request)
  const byReference = request.request || request.requestUri
  const form = formOf(
    {
      ...request,
      state: request.state || undefined,
      codeChallenge: request.codeChallenge || undefined,
      responseType: request.responseType ?? (byReference ? undefined : 'code'),
      codeChallengeMethod: request.codeChallengeMethod ?? (request.codeChallenge ? 'S256' : undefined),
      maxAge: wholeSeconds('maxAge', request.maxAge, 0),
      claims: json('claims', request.claims),
      authorizationDetails: json('authorizationDetails', request.authorizationDetails),
    },
    fieldsOf('client_id!', ...members),
  )
  const redirectUri = form.get('redirect_uri')
  if (redirectUri && !isAbsolute(redirectUri)) misuse('redirectUri', 'an absolute URI without a fragment')
  return form
}

/** Whether it is an absolute URI without a fragment (RFC 6749 section 3.1.2). */
function isAbsolute(uri: string): boolean {
  try {
    return !!new URL(uri) && !uri.includes('#')
  } catch {
    return false
  }
}

const json = (field: string, value: object | undefined) => (value === undefined ? value : toJson(field, value))
