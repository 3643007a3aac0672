import { instantIn } from '../internal/instant.ts'
import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postForm } from '../internal/post-form.ts'
import { present } from '../internal/present.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'
import { stringsIn } from '../internal/strings.ts'
import { textIn } from '../internal/text.ts'

/** A token to ask about. */
export interface IntrospectTokenRequest extends EndpointRequest {
  /** The access token or refresh token. */
  token: string
  /** Which of the two it is, such as `access_token`: it spares the server a search. */
  tokenTypeHint?: string | undefined
}

/** What the server says of a token (RFC 7662 section 2.2). What it says beyond that, such as `cnf`, is in `json`. */
export interface IntrospectionMembers {
  /** Whether the token is good; where it isn't, the rest says nothing. */
  active: boolean
  /** Words with blanks between, also where the server sent a list. */
  scope?: string
  clientId?: string
  username?: string
  tokenType?: string
  /** In epoch milliseconds. */
  expiresAt?: number
  /** In epoch milliseconds. */
  issuedAt?: number
  /** In epoch milliseconds. */
  notBefore?: number
  subject?: string
  /** Whom the token is for; empty where the server doesn't say. */
  audience: string[]
  issuer?: string
  jwtId?: string
}

export interface IntrospectTokenSuccess extends SuccessMembers, IntrospectionMembers {}

/** What an introspection endpoint answered: `isError` tells the two apart. */
export type IntrospectTokenResponse = IntrospectTokenSuccess | Failure

/**
 * Asks the server what a token is good for (RFC 7662 section 2.1); for services that are given tokens which they can't
 * read. An inactive token is a success whose `active` is false; an answer whose `active` is no boolean is a failure with
 * the code `invalid_response`.
 *
 * Resolves and rejects as `requestToken` does.
 */
export async function introspectToken(
  request: IntrospectTokenRequest,
  options: RequestOptions = {},
): Promise<IntrospectTokenResponse> {
  return postForm(request, { token: 'token' }, options, accept, { tokenTypeHint: 'token_type_hint' })
}

const accept: Accept<IntrospectionMembers> = (json) => {
  if (typeof json?.active !== 'boolean') return json && 'active is not a boolean'
  return present<IntrospectionMembers>({
    active: json.active,
    scope: stringsIn(json, 'scope').join(' ') || undefined,
    clientId: textIn(json, 'client_id'),
    username: textIn(json, 'username'),
    tokenType: textIn(json, 'token_type'),
    expiresAt: instantIn(json, 'exp'),
    issuedAt: instantIn(json, 'iat'),
    notBefore: instantIn(json, 'nbf'),
    subject: textIn(json, 'sub'),
    audience: stringsIn(json, 'aud'),
    issuer: textIn(json, 'iss'),
    jwtId: textIn(json, 'jti'),
  })
}
