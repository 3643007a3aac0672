import { base64 } from './base64.ts'
import { type Fields, formOf, type RequestParameters } from './form.ts'
import { formEncode } from './form-encode.ts'
import { headersOf, type RequestHeaders } from './headers.ts'
import { checkObject, misuse } from './misuse.ts'
import { pairsOf } from './pairs.ts'

/** A client assertion (RFC 7521 section 4.2). */
export interface ClientAssertion {
  /** Such as `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
  type: string
  /** The assertion itself, such as a signed JWT. */
  value: string
}

/** Makes a fresh assertion for each attempt; `url` is the endpoint it is for. */
export type ClientAssertionFactory = (context: { url: string }) => ClientAssertion | Promise<ClientAssertion>

/** What a way of client authentication adds to one attempt of a request. */
export interface ClientProof {
  /** Parameters to add to the form, verbatim. */
  parameters?: RequestParameters | undefined
  headers?: RequestHeaders | undefined
}

/**
 * A way of client authentication of your own. It is called for each attempt of each request with the URL of the endpoint and
 * a copy of the form, which it may sign.
 */
export type ClientAuthenticator = (context: {
  url: string
  form: URLSearchParams
}) => ClientProof | Promise<ClientProof>

/** Who asks, and how that is proven (RFC 6749 section 2.3). At most one way of authentication is sent. */
export interface ClientAuthentication {
  /** The client's identifier. */
  clientId?: string | undefined
  /** The client's secret. An empty one without a style is refused: it is an unset variable more often than a wish. */
  clientSecret?: string | undefined
  /**
   * Where identifier and secret go: `header` is HTTP Basic, `body` is the form.
   * @default 'header' where there is a secret, else 'body', which spares a page's request the CORS preflight
   */
  clientCredentialStyle?: 'header' | 'body' | undefined
  /**
   * How Basic encodes the two: `rfc6749` form-encodes them first (RFC 6749 section 2.3.1), `rfc2617` takes them as they
   * are, for servers that never learned to decode.
   * @default 'rfc6749'
   */
  authorizationHeaderStyle?: 'rfc6749' | 'rfc2617' | undefined
  /** An assertion in place of a secret, or a function that makes a fresh one for each attempt. */
  clientAssertion?: ClientAssertion | ClientAssertionFactory | undefined
  /**
   * In place of a secret or an assertion: a function that adds parameters and headers to each attempt, such as for
   * attestation-based client authentication.
   */
  clientAuthentication?: ClientAuthenticator | undefined
}

/** The members that go into the form first. */
export const credentials: Fields = { clientId: 'client_id', clientSecret: 'client_secret' }

/** Sees to it that the client authenticates in one way only, and moves its credentials from `form` to a header for Basic. */
export function authenticate(
  request: ClientAuthentication & { parameters?: RequestParameters | undefined },
  form: URLSearchParams,
  headers: Record<string, string>,
  required: Fields,
): void {
  const { clientAssertion, clientSecret, clientCredentialStyle: style, authorizationHeaderStyle: encoding } = request
  const { clientAuthentication } = request
  if (style && !/^(header|body)$/.test(style)) misuse('clientCredentialStyle', '"header" or "body"')
  if (encoding && !/^rfc(6749|2617)$/.test(encoding)) misuse('authorizationHeaderStyle', '"rfc6749" or "rfc2617"')
  const id = form.get('client_id')
  const secret = form.get('client_secret') ?? ''
  if (clientSecret != null && !secret && (clientSecret || !style)) {
    misuse('clientSecret', 'a non-empty string, or undefined')
  }
  if (!id && (secret || style)) misuse('clientId', 'a non-empty string')

  const basic = style ? style === 'header' : clientSecret
  const assertion = clientAssertion ?? form.get('client_assertion')
  const own = headers.authorization
  if (assertion && (basic || secret)) misuse('clientAssertion', 'only one way of authentication')
  if (typeof (clientAuthentication ?? misuse) !== 'function') misuse('clientAuthentication', 'a function')
  if (clientAuthentication && (assertion || basic || secret))
    misuse('clientAuthentication', 'only one way of authentication')
  if (own && (basic || ((assertion || secret) && /^basic/i.test(own))))
    misuse('headers.authorization', 'only one way of authentication')
  if (basic) {
    // one that the endpoint or the caller wants in the form stays there
    if (!required.clientId && !pairsOf('parameters', request.parameters).some(([name]) => name === 'client_id')) {
      form.delete('client_id')
    }
    form.delete('client_secret')
    const isPlain = encoding === 'rfc2617'
    // the server would take what comes after it for the secret (RFC 7617 section 2)
    if (isPlain && id!.includes(':')) misuse('clientId', 'one without a colon, or authorizationHeaderStyle "rfc6749"')
    const encode = isPlain ? String : formEncode
    const pair = `${encode(id!)}:${encode(secret)}`
    headers.authorization = `Basic ${isPlain ? base64(new TextEncoder().encode(pair)) : btoa(pair)}`
  }
}

/** Body and headers of an attempt, with an assertion or what a function of the caller's adds; made now if it comes from a function. */
export async function withProof(
  { clientAssertion, clientAuthentication }: ClientAuthentication,
  { url, headers }: { url: string; headers: Record<string, string> },
  form: URLSearchParams,
): Promise<{ body: URLSearchParams; headers: Record<string, string> }> {
  const field = clientAuthentication ? 'clientAuthentication' : 'clientAssertion'
  const body = new URLSearchParams(form)
  const proof: ClientProof = clientAuthentication
    ? await clientAuthentication({ url, form: new URLSearchParams(form) })
    : assertionProof(typeof clientAssertion === 'function' ? await clientAssertion({ url }) : clientAssertion)
  checkObject(field, proof)
  const { headers: own = [], parameters } = proof
  const more = headersOf(own, `${field}.headers`)
  const added = formOf({ parameters }, {})
  for (const name of [...Object.keys(more), ...added.keys()]) {
    // what was said elsewhere is neither overwritten nor sent twice
    if (name in headers || form.has(name)) misuse(`${field}: ${name}`, 'only one')
  }
  for (const [name, value] of added) body.append(name, value)
  return { body, headers: { ...headers, ...more } }
}

function assertionProof(assertion: Partial<ClientAssertion> | undefined): ClientProof {
  const { type, value } = assertion ?? {}
  for (const [field, text] of Object.entries({ type, value })) {
    if (typeof text !== 'string' || !text.trim()) misuse(`clientAssertion.${field}`, 'a non-empty string')
  }
  return { parameters: { client_assertion_type: type!, client_assertion: value! } }
}
