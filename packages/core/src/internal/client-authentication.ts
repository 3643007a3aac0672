import { binaryFromText } from './base64.ts'
import { fieldsOf, formOf, type RequestParameters } from './form.ts'
import type { FormCall } from './form-call.ts'
import { formEncode } from './form-encode.ts'
import { headersOf, type RequestHeaders } from './headers.ts'
import { checkChoice, checkFunction, checkObject, misuse } from './misuse.ts'

/** A client assertion (RFC 7521 section 4.2). */
export interface ClientAssertion {
  /** Such as `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
  type: string
  /** The assertion itself, such as a signed JWT. */
  value: string
}

/** Creates a new assertion for each attempt. `url` is the endpoint that the request goes to. */
export type ClientAssertionFactory = (context: { url: string }) => ClientAssertion | Promise<ClientAssertion>

/** What a client authentication method adds to one attempt of a request. */
export interface ClientProof {
  /** Parameters to add to the form, verbatim. */
  parameters?: RequestParameters | undefined
  headers?: RequestHeaders | undefined
}

/**
 * A client authentication method of your own. It is called for each attempt of each request, with the URL of the endpoint and
 * a copy of the form, which it may sign.
 */
export type ClientAuthenticator = (context: {
  url: string
  form: URLSearchParams
}) => ClientProof | Promise<ClientProof>

/** The client, and how it authenticates (RFC 6749 section 2.3). At most one method is used. */
export interface ClientAuthentication {
  /** The client's identifier. */
  clientId?: string | undefined
  /** The client's secret. An empty one without a style is refused: it usually means an unset environment variable. */
  clientSecret?: string | undefined
  /**
   * Where identifier and secret go: `header` is HTTP Basic, `body` is the form.
   * @default 'header' if there is a secret, else 'body', which saves a page's request the CORS preflight
   */
  clientCredentialStyle?: 'header' | 'body' | undefined
  /**
   * How Basic encodes the two: `rfc6749` form-encodes them first (RFC 6749 section 2.3.1), `rfc2617` sends them
   * unencoded, for servers that don't decode.
   * @default 'rfc6749'
   */
  authorizationHeaderStyle?: 'rfc6749' | 'rfc2617' | undefined
  /** An assertion instead of a secret, or a function that creates a new one for each attempt. */
  clientAssertion?: ClientAssertion | ClientAssertionFactory | undefined
  /**
   * Instead of a secret or an assertion: a function that adds parameters and headers to each attempt, such as for
   * attestation-based client authentication.
   */
  clientAuthentication?: ClientAuthenticator | undefined
}

/** Adds the client's authentication to a call, and the DPoP proof that the caller made. Only one method may be used. */
export function authenticated(
  request: ClientAuthentication & { parameters?: RequestParameters | undefined; dpopProof?: string | undefined },
  call: FormCall,
): FormCall {
  const { body: form, headers } = call
  const {
    clientAssertion,
    clientAuthentication,
    clientSecret,
    parameters,
    dpopProof,
    clientCredentialStyle: style,
    authorizationHeaderStyle: encoding,
  } = request
  if (dpopProof != null) {
    Object.assign(headers, headersOf({ dpop: dpopProof }, 'dpopProof'))
    if (!headers.dpop) misuse('dpopProof', 'a non-empty string')
  }
  checkChoice('clientCredentialStyle', style, 'header', 'body')
  checkChoice('authorizationHeaderStyle', encoding, 'rfc6749', 'rfc2617')
  checkFunction('clientAuthentication', clientAuthentication)
  const id = form.get('client_id')
  const secret = form.get('client_secret') ?? ''
  if (!secret && (style ? clientSecret : clientSecret != null)) {
    misuse('clientSecret', 'a non-empty string')
  }
  if (!id && (secret || style)) misuse('clientId', 'a non-empty string')

  const basic = style ? style === 'header' : clientSecret
  const [, second] = [
    (basic || secret) && 'clientSecret',
    (clientAssertion ?? form.get('client_assertion')) && 'clientAssertion',
    clientAuthentication && 'clientAuthentication',
    (basic ? headers.authorization : /^basic/i.test(headers.authorization!)) && 'headers.authorization',
  ].filter(Boolean)
  if (second) misuse(second, 'only one way of authentication')
  call.secrets = [clientSecret]
  if (clientAssertion || clientAuthentication) call.proven = () => withProof(request, call, form)
  if (!basic) return call
  // a client_id that the caller added to the form stays there
  if (!formOf({ parameters }, []).has('client_id')) form.delete('client_id')
  form.delete('client_secret')
  const encode = encoding === 'rfc2617' ? binaryFromText : formEncode
  // the server would read everything after the colon as the secret (RFC 7617 section 2)
  if (encode(id!).includes(':')) misuse('clientId', 'no colon, or authorizationHeaderStyle: rfc6749')
  headers.authorization = `Basic ${btoa(`${encode(id!)}:${encode(secret)}`)}`
  return call
}

/** The body and headers of an attempt, with the client assertion, or with what the caller's authentication function returns. */
async function withProof(
  { clientAssertion, clientAuthentication }: ClientAuthentication,
  { url, headers, dpop }: FormCall,
  form: URLSearchParams,
): Promise<{ body: URLSearchParams; headers: Record<string, string> }> {
  const field = clientAuthentication ? 'clientAuthentication' : 'clientAssertion'
  const proof = await (clientAuthentication
    ? clientAuthentication({ url, form: new URLSearchParams(form) })
    : typeof clientAssertion === 'function'
      ? clientAssertion({ url })
      : clientAssertion)
  checkObject(field, proof)
  const { type, value, parameters, headers: own } = proof as Partial<ClientAssertion> & ClientProof
  const added = formOf(
    { clientAssertionType: type, clientAssertion: value, parameters },
    clientAuthentication ? [] : fieldsOf('client_assertion_type!', 'client_assertion!'),
  )
  const more = headersOf(own, `${field}.headers`)
  for (const name of [...Object.keys(more), ...added.keys()]) {
    // a parameter or header that is already there is neither overwritten nor sent twice
    if (name in headers || form.has(name) || (dpop && name === 'dpop')) misuse(`${field}: ${name}`, 'only one')
  }
  return { body: new URLSearchParams([...form, ...added]), headers: { ...headers, ...more } }
}
