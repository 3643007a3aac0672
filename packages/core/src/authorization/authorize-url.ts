import { endpointUrl } from '../internal/address.ts'
import { formOf, type RequestParameters } from '../internal/form.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { urlWith } from '../internal/url-with.ts'
import { words } from '../internal/words.ts'

/** An authorization request (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1). */
export interface AuthorizeRequest {
  /** The authorization endpoint's absolute URL; a query of its own is kept. */
  address: string | URL
  clientId: string
  /** @default 'code', unless `request` or `requestUri` says it */
  responseType?: string
  /** Where the answer goes, character for character as registered. */
  redirectUri?: string
  /** Verbatim, or a list that is joined by blanks. */
  scope?: string | readonly string[]
  /** From `createState`; keep it until the callback (RFC 6749 section 10.12). */
  state?: string
  /** From `createNonce`; keep it until the ID token is validated. */
  nonce?: string
  /** From `createPkce` (RFC 7636). */
  codeChallenge?: string
  /** @default 'S256' where there is a challenge */
  codeChallengeMethod?: string
  /** The API or APIs the token will be for (RFC 8707), verbatim. */
  resource?: string | readonly string[]
  /** How the answer comes back, such as `query`, `fragment` or `form_post`. */
  responseMode?: string
  /** Such as `login`, `consent` or `none`; a list is joined by blanks. */
  prompt?: string | readonly string[]
  /** How old the user's sign-in may be, in whole seconds from 0. */
  maxAge?: number
  display?: string
  loginHint?: string
  idTokenHint?: string
  /** Authentication contexts, the preferred one first; a list is joined by blanks. */
  acrValues?: string | readonly string[]
  /** Languages, the preferred one first; a list is joined by blanks. */
  uiLocales?: string | readonly string[]
  /** The claims wanted (OIDC Core section 5.5), as an object that can be JSON. */
  claims?: object
  /** What is to be authorized, in detail (RFC 9396), as objects that can be JSON. */
  authorizationDetails?: readonly object[]
  /** The thumbprint of the key that the code will be bound to (RFC 9449 section 10). */
  dpopJkt?: string
  /** A request object (RFC 9101). */
  request?: string
  /** Where the server finds the request, such as the one from a pushed authorization request (RFC 9126). */
  requestUri?: string
  /** Parameters beyond the named members. */
  parameters?: RequestParameters
}

const optional = {
  responseType: 'response_type',
  redirectUri: 'redirect_uri',
  scope: 'scope',
  state: 'state',
  nonce: 'nonce',
  codeChallenge: 'code_challenge',
  codeChallengeMethod: 'code_challenge_method',
  resource: 'resource',
  responseMode: 'response_mode',
  prompt: 'prompt',
  maxAge: 'max_age',
  display: 'display',
  loginHint: 'login_hint',
  idTokenHint: 'id_token_hint',
  acrValues: 'acr_values',
  uiLocales: 'ui_locales',
  claims: 'claims',
  authorizationDetails: 'authorization_details',
  dpopJkt: 'dpop_jkt',
  request: 'request',
  requestUri: 'request_uri',
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

/** The parameters of an authorization request, however they are brought to the server. */
export function authorizeForm(
  request: Omit<AuthorizeRequest, 'address' | 'clientId'>,
  required: Record<string, string>,
): URLSearchParams {
  const { maxAge, claims, authorizationDetails } = request
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && maxAge >= 0)) misuse('maxAge', 'whole seconds from 0')
  const byReference = request.request || request.requestUri
  return formOf(
    {
      ...(!byReference && { responseType: 'code' }),
      ...(request.codeChallenge && { codeChallengeMethod: 'S256' }),
      ...request,
      prompt: words(request.prompt),
      acrValues: words(request.acrValues),
      uiLocales: words(request.uiLocales),
      maxAge: maxAge?.toString(),
      claims: json('claims', claims),
      authorizationDetails: json('authorizationDetails', authorizationDetails),
    },
    required,
    optional,
  )
}

function json(field: string, value: object | undefined): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || !value) misuse(field, 'an object')
  return JSON.stringify(value)
}
