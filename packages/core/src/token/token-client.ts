import { type BoundVerbs, bind } from '../internal/bind.ts'
import { identify } from '../internal/identity.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { EndpointRequest } from '../internal/post-form.ts'
import * as grants from './grants.ts'

/** What a token client binds: members of a request and options, in one flat object. */
export interface TokenClientDefaults extends EndpointRequest, RequestOptions {}

/** The functions of every grant, each asking only for what is particular to the call. */
export type TokenClient = BoundVerbs<typeof grants, TokenClientDefaults>

/**
 * A client with the same methods as this module has functions, with `address`, client, style, parameters, `fetch` and
 * whatever else bound once. What a call gives wins over what is bound; the parameters of both go out together.
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
