import { base64 } from './base64.ts'
import { type Fields, formOf } from './form.ts'
import { formEncode } from './form-encode.ts'
import { misuse } from './misuse.ts'

/** A client assertion (RFC 7521 section 4.2). */
export interface ClientAssertion {
  /** Such as `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
  type: string
  /** The assertion itself, such as a signed JWT. */
  value: string
}

/** Makes a fresh assertion for each attempt; `url` is the endpoint it is for. */
export type ClientAssertionFactory = (context: { url: string }) => ClientAssertion | Promise<ClientAssertion>

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
}

/** The members that go into the form first. */
export const credentials: Fields = { clientId: 'client_id', clientSecret: 'client_secret' }

/** Sees to it that the client authenticates in one way only, and moves its credentials from `form` to a header for Basic. */
export function authenticate(
  request: ClientAuthentication,
  form: URLSearchParams,
  headers: Record<string, string>,
): void {
  const { clientAssertion, clientSecret, clientCredentialStyle: style, authorizationHeaderStyle: encoding } = request
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
  if (own && (basic || ((assertion || secret) && /^basic/i.test(own))))
    misuse('headers.authorization', 'only one way of authentication')
  if (basic) {
    form.delete('client_id')
    form.delete('client_secret')
    const isPlain = encoding === 'rfc2617'
    // the server would take what comes after it for the secret (RFC 7617 section 2)
    if (isPlain && id!.includes(':')) misuse('clientId', 'one without a colon, or authorizationHeaderStyle "rfc6749"')
    const encode = isPlain ? String : formEncode
    const pair = `${encode(id!)}:${encode(secret)}`
    headers.authorization = `Basic ${isPlain ? base64(new TextEncoder().encode(pair)) : btoa(pair)}`
  }
}

/** The form with an assertion on top; one from a function is made now. */
export async function withAssertion(
  form: URLSearchParams,
  assertion: ClientAssertion | ClientAssertionFactory,
  url: string,
): Promise<URLSearchParams> {
  const { type, value } = (typeof assertion === 'function' ? await assertion({ url }) : assertion) ?? {}
  const pair = { 'clientAssertion.type': 'client_assertion_type', 'clientAssertion.value': 'client_assertion' }
  return formOf({ 'clientAssertion.type': type, 'clientAssertion.value': value, parameters: form }, pair)
}
