import { endpointUrl } from '../internal/address.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { urlWith } from '../internal/url-with.ts'
import { type AuthorizeParameters, authorizeForm } from './authorize-form.ts'

/** An authorization request (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1). */
export interface AuthorizeRequest extends AuthorizeParameters {
  /** The authorization endpoint's absolute URL. Its query is kept. */
  address: string | URL
  clientId: string
}

/**
 * The URL to send the user to. A request with a `redirectUri` needs a `state`, and a `codeChallenge` if the response type is
 * `code`. Pass `false` to leave one out. A parameter that `address` already has is replaced.
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix.
 */
export function createAuthorizeUrl(
  request: AuthorizeRequest,
  options: Pick<RequestOptions, 'allowInsecureHttp'> = {},
): string {
  const url = endpointUrl(request?.address, options?.allowInsecureHttp)
  const form = authorizeForm(request)
  checkProtections(request, form)
  return urlWith(url, form)
}

/** Throws if `state` or `codeChallenge` is missing and the caller didn't pass `false` for it. */
function checkProtections({ state, codeChallenge }: AuthorizeRequest, form: URLSearchParams): void {
  // a request object or a pushed request has its own, and a request without a redirect URI may have no callback
  if (form.has('request') || form.has('request_uri') || !form.has('redirect_uri')) return
  if (state !== false && !form.has('state')) misuse('state', 'one of createState, or false to send none')
  // with another response type, the ID token's nonce protects the code (OIDC Core section 3.3.2.11)
  if (form.get('response_type') === 'code' && codeChallenge !== false && !form.has('code_challenge')) {
    misuse('codeChallenge', 'the one of createPkce, or false to do without PKCE')
  }
}
