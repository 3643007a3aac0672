import type { Call } from './attempt.ts'
import { type AddressedRequest, callTo } from './call-to.ts'
import type { DPoPSigner } from './dpop.ts'
import { type Field, fieldsOf, formOf, type RequestParameters } from './form.ts'
import type { RequestOptions } from './options.ts'

/** The members of a form request by a public client, such as a page (RFC 6749 section 2.1). */
export interface PublicRequest extends AddressedRequest {
  /** The client's identifier. */
  clientId?: string | undefined
  /** Additional parameters. */
  parameters?: RequestParameters | undefined
  /** Signs a DPoP proof for each attempt. If the server asks for a nonce, the request is retried once (RFC 9449). */
  dpop?: DPoPSigner | undefined
}

/** A call with a form as its body. */
export interface FormCall extends Call {
  body: URLSearchParams
}

/** The fields of a form, followed by those of the client. */
export const clientFields = (...fields: readonly string[]): Field[] => fieldsOf(...fields, 'client_id', 'client_secret')

/** The validated call of a form request, before the client is authenticated. */
export function formCall(request: PublicRequest, fields: readonly Field[], options: RequestOptions): FormCall {
  const call = callTo('POST', request, options, 'application/x-www-form-urlencoded')
  return Object.assign(call, { body: formOf(request, fields) })
}
