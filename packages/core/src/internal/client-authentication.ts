import { base64 } from './base64.ts'
import { addTo } from './form.ts'
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
  clientId?: string
  /** The client's secret. An empty one without a style is refused: it is an unset variable more often than a wish. */
  clientSecret?: string
  /**
   * Where identifier and secret go: `header` is HTTP Basic, `body` is the form.
   * @default 'header' where there is a secret, else 'body', which spares a page's request the CORS preflight
   */
  clientCredentialStyle?: 'header' | 'body'
  /**
   * How Basic encodes the two: `rfc6749` form-encodes them first (RFC 6749 section 2.3.1), `rfc2617` takes them as they
   * are, for servers that never learned to decode.
   * @default 'rfc6749'
   */
  authorizationHeaderStyle?: 'rfc6749' | 'rfc2617'
  /** An assertion in place of a secret, or a function that makes a fresh one for each attempt. */
  clientAssertion?: ClientAssertion | ClientAssertionFactory
}

/** Puts the client's identity into `form` or `headers`, in one way only. */
export function authenticate(
  request: ClientAuthentication,
  form: URLSearchParams,
  headers: Record<string, string>,
): void {
  const { clientAssertion, clientSecret, clientCredentialStyle: style, authorizationHeaderStyle: encoding } = request
  for (const field of ['clientId', 'clientSecret'] as const) {
    if (typeof (request[field] ?? '') !== 'string') misuse(field, 'a string')
  }
  if (!/^(|header|body)$/.test(style ?? '')) misuse('clientCredentialStyle', '"header" or "body"')
  if (!/^(|rfc6749|rfc2617)$/.test(encoding ?? '')) misuse('authorizationHeaderStyle', '"rfc6749" or "rfc2617"')
  const id = request.clientId?.trim() ? request.clientId : form.get('client_id')
  const secret = clientSecret?.trim() ? clientSecret : ''
  if (clientSecret != null && !secret && !style)
    misuse('clientSecret', 'a non-empty string, or none for a public client')
  if (!id && (clientSecret || style)) misuse('clientId', 'a non-empty string')

  if (secret ? style !== 'body' : style === 'header') {
    if (headers.authorization) misuse('headers.authorization', 'it or clientSecret')
    const encode = (text: string) => (encoding === 'rfc2617' ? text : `${new URLSearchParams({ '': text })}`.slice(1))
    headers.authorization = `Basic ${base64(new TextEncoder().encode(`${encode(id!)}:${encode(secret)}`))}`
  } else {
    addTo(form, 'client_id', id ?? '', 'clientId')
    addTo(form, 'client_secret', secret, 'clientSecret')
  }
  const ways = [
    clientAssertion ?? form.get('client_assertion'),
    form.get('client_secret'),
    /^basic/i.exec(headers.authorization ?? ''),
  ]
  if (ways.filter(Boolean).length > 1) misuse(ways[0] ? 'clientAssertion' : 'clientSecret', 'one way of authentication')
  if (typeof clientAssertion === 'object') addAssertion(form, clientAssertion)
}

/** Puts an assertion into `form`. */
export function addAssertion(form: URLSearchParams, assertion: ClientAssertion): URLSearchParams {
  for (const field of ['type', 'value'] as const) {
    const value = assertion?.[field]
    if (!value?.trim?.()) misuse(`clientAssertion.${field}`, 'a non-empty string')
    addTo(form, `client_assertion${field === 'type' ? '_type' : ''}`, value, 'clientAssertion')
  }
  return form
}
