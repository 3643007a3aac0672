import { fields } from '../internal/fields.ts'
import { formOf, type RequestParameters } from '../internal/form.ts'
import { toJson } from '../internal/to-json.ts'
import { wholeSeconds } from '../internal/whole-seconds.ts'

/** What an authorization request may say (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1). */
export interface AuthorizeParameters {
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

/** The parameters of an authorization request, however they are brought to the server. */
export function authorizeForm(request: AuthorizeParameters, required: Record<string, string>): URLSearchParams {
  const byReference = request.request || request.requestUri
  return formOf(
    {
      ...request,
      responseType: request.responseType ?? (byReference ? undefined : 'code'),
      codeChallengeMethod: request.codeChallengeMethod ?? (request.codeChallenge && 'S256'),
      maxAge: wholeSeconds('maxAge', request.maxAge, 0),
      claims: json('claims', request.claims),
      authorizationDetails: json('authorizationDetails', request.authorizationDetails),
    },
    required,
    fields(
      'responseType redirectUri scope state nonce codeChallenge codeChallengeMethod resource responseMode prompt maxAge ' +
        'display loginHint idTokenHint acrValues uiLocales claims authorizationDetails dpopJkt request requestUri',
    ),
  )
}

const json = (field: string, value: object | undefined) => (value === undefined ? value : toJson(field, value))
