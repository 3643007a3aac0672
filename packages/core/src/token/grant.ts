import { type Fields, formOf } from '../internal/form.ts'
import type { EndpointRequest } from '../internal/post-form.ts'
import type { TokenRequest } from './request-token.ts'

/** The general request that a grant's own stands for: its members checked and moved into `parameters`. */
export function grant(request: EndpointRequest, grantType: string, required: Fields, optional?: Fields): TokenRequest {
  return { ...request, grantType, parameters: formOf(request, required, optional) }
}
