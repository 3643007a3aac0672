import { fieldsOf, formOf } from '../internal/form.ts'
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { pairsOf } from '../internal/pairs.ts'
import { type GrantRequest, grantFields, requestGrant } from './grant.ts'
import type { TokenResponse } from './token-response.ts'

/** A request by the password grant. */
export interface PasswordTokenRequest extends GrantRequest {
  /** The user's name. */
  username: string
  /** The user's password. Required, but may be empty. */
  password: string
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
}

/**
 * Gets a token with a user's name and password (RFC 6749 section 4.3). OAuth 2.1 drops this grant: use it only for servers and
 * tests that offer nothing else.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function requestPasswordToken(
  request: PasswordTokenRequest,
  options?: RequestOptions,
): Promise<TokenResponse> {
  const whole = { ...request, parameters: pairsOf('parameters', request?.parameters) as Iterable<[string, string]> }
  const texts = ['username', 'password']
  const form = formOf(whole, fieldsOf(...texts))
  for (const field of texts) {
    // tabs and non-ASCII characters are allowed, line breaks are not (RFC 6749 appendix A.15)
    if (/[^\t -~\x80-\uffff]/.test(`${form.getAll(field)}`)) misuse(field, 'no control characters')
  }
  return requestGrant(whole, options, 'password', fields)
}

const fields = /* @__PURE__ */ grantFields<PasswordTokenRequest>('username!', 'password!', 'scope', 'resource')
