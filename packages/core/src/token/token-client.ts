import { type BoundVerbs, bind } from '../internal/bind.ts'
import { identify } from '../internal/identity.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { EndpointRequest } from '../internal/post-client-form.ts'
import * as grants from './grants.ts'

/** The defaults of a token client: members of a request and options, in one flat object. */
export interface TokenClientDefaults extends EndpointRequest, RequestOptions {}

/** The functions of all grants. Members that are bound are optional. */
export type TokenClient = BoundVerbs<typeof grants, TokenClientDefaults>

/**
 * A client that has the functions of the grants as methods, with `address`, client credentials, `parameters`, `fetch` and the
 * like bound once. Members of a call override the defaults. The `parameters` of both are sent.
 *
 * @example
 * ```ts
 * const client = createTokenClient({
 *   address: 'https://demo.example/connect/token',
 *   clientId: 'client',
 *   clientSecret: 'secret',
 * })
 * const response = await client.requestClientCredentialsToken({ scope: 'api1' })
 * ```
 */
export function createTokenClient(defaults: TokenClientDefaults): TokenClient {
  return identify(bind(grants, defaults), defaults.address, defaults.clientId)
}
