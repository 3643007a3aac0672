import {
  type AuthorizeExpectation,
  type AuthorizeResponse,
  parseAuthorizeResponse,
} from '../authorization/authorize-response.ts'
import type { CacheSettings } from '../discovery/cache.ts'
import { createDiscoveryCache, type DiscoveryCache } from '../discovery/discovery-cache.ts'
import type { DiscoveryMembers } from '../discovery/discovery-members.ts'
import type { DiscoveryDocument, DiscoveryRequest } from '../discovery/get-discovery-document.ts'
import { type BoundVerbs, bind, type Complete } from '../internal/bind.ts'
import { uncredentialed } from '../internal/headers.ts'
import { identify } from '../internal/identity.ts'
import { checkChoice, checkObject, misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { EndpointRequest } from '../internal/post-client-form.ts'
import { present } from '../internal/present.ts'
import type { Failure } from '../internal/response.ts'
import * as grants from '../token/grants.ts'
import { orThrow } from '../token/or-throw.ts'
import * as verbs from './verbs.ts'

/** Where a client gets the server's metadata: `authority` or `discovery`, with optional `metadata`, or `metadata` alone. */
export interface ServerSettings
  extends Omit<DiscoveryRequest, 'address' | 'headers'>,
    Omit<CacheSettings, keyof RequestOptions> {
  /** The server's issuer. Its metadata is requested when it is first needed, and cached as by `createDiscoveryCache`. */
  authority?: string | undefined
  /** A metadata cache to use instead of `authority`: a shared one, or one whose document has a special `address`. */
  discovery?: DiscoveryCache | undefined
  /** Metadata that you know. It overrides discovered metadata. Without `authority` and `discovery` nothing is discovered. */
  metadata?: Partial<DiscoveryMembers> | undefined
}

/** The client's credentials and the request options for every request of a client. */
export interface ClientDefaults extends Omit<EndpointRequest, 'address'>, RequestOptions {
  /** The API or APIs that tokens are for (RFC 8707), verbatim. Sent in authorization requests, token requests and refreshes. */
  resource?: string | readonly string[] | undefined
}

/**
 * The settings of a client. `timeoutMs` limits each request. A call that has to get the metadata first sends two requests, so
 * it may take twice as long.
 */
export interface ClientSettings extends ServerSettings, ClientDefaults {
  /**
   * Whether requests contain a `resource`. Some servers refuse a request that has one. With `omit` it is left out of every
   * request, even if you pass it to a call.
   * @default 'send'
   */
  resourceIndicators?: 'send' | 'omit' | undefined
  /** Whether to call the endpoints of `mtlsEndpointAliases` if the server has them (RFC 8705 section 5). @default false */
  useMtlsEndpointAliases?: boolean | undefined
}

type Verbs = typeof grants & typeof verbs

/** Functions whose address came with the registration, not from the metadata. */
type Registered = 'readClient' | 'updateClient' | 'deleteClient'

/** The functions of this module, bound to one server. A call takes only what the client doesn't know. */
export type Client = BoundVerbs<Pick<Verbs, Exclude<keyof Verbs, Registered>>, ClientDefaults & { address: string }> &
  BoundVerbs<Pick<Verbs, Registered>, ClientDefaults> & {
    /**
     * Reads the callback of an authorization request as the function `parseAuthorizeResponse` does. The expected `iss` comes
     * from the metadata. Rejects with a `TokenRequestError` if the metadata isn't available.
     */
    parseAuthorizeResponse(
      urlOrParams: string | URL | URLSearchParams,
      expected: AuthorizeExpectation,
    ): Promise<AuthorizeResponse>
  }

/**
 * A client of one server. It has the functions of this module as methods. Members of a call override the settings, unless they
 * are undefined; the `parameters` of both are sent. Addresses come from the server's metadata. A `clientSecret` without a
 * `clientCredentialStyle` is sent in the body if the metadata lists `client_secret_post` but not `client_secret_basic` for the
 * endpoint (RFC 8414 section 2), else in the header. A `clientAssertion` is always sent in the body.
 *
 * If the metadata can't be loaded, a method resolves to that failure; a method that makes a URL rejects with it, as a
 * `TokenRequestError`. If the metadata lacks the endpoint, a method rejects with a `TypeError` that names the member.
 * `readClient`, `updateClient` and `deleteClient` need the `address` that the registration returned. The registration methods
 * don't use the client's `dpop`, because registration tokens aren't bound to a key. Requests for metadata and keys need no
 * authentication, so they contain no credentials.
 *
 * @throws {TypeError} for a mistake in the settings, such as neither `authority`, `discovery` nor `metadata`.
 *
 * @example
 * ```ts
 * const client = createClient({ authority: 'https://demo.example', clientId: 'client', clientSecret: 'secret' })
 * const response = await client.requestClientCredentialsToken({ scope: 'api1' })
 * ```
 */
export function createClient(settings: ClientSettings): Client {
  checkObject('settings', settings)
  const { metadata, discovery, resourceIndicators, useMtlsEndpointAliases, ...defaults } = settings
  const { authority } = defaults
  if (!(authority || discovery || metadata)) misuse('authority', 'the issuer, or pass discovery or metadata')
  if (authority && discovery) misuse('discovery', 'it or authority')
  checkChoice('resourceIndicators', resourceIndicators, 'send', 'omit')
  const cache =
    discovery ?? (authority ? createDiscoveryCache({ ...defaults, ...uncredentialed(defaults) }) : undefined)

  const known = async (options?: RequestOptions): Promise<Known | Failure> => {
    const discovered = await cache?.get(options)
    // the caller made another request, so the failure must say that it was discovery that failed
    return discovered?.isError
      ? ofDiscovery(discovered)
      : { ...discovered, ...present(metadata as Required<DiscoveryMembers>) }
  }

  const complete = async (place: Place, request: Whole, options?: RequestOptions): Promise<Whole | Failure> => {
    if (resourceIndicators === 'omit') {
      delete request.resource
      request.parameters = request.parameters.filter(([parameter]) => parameter !== 'resource')
    }
    // registration tokens aren't bound to a key
    if ((!place || place === 'registrationEndpoint') && request.dpop === defaults.dpop) delete request.dpop
    if (place === 'jwksUri' && request.headers === defaults.headers) Object.assign(request, uncredentialed(request))
    if (request.address || !place) return request

    const server = await known(options)
    if (server.isError) return urls.includes(place) ? orThrow(server) : server
    request.address =
      ((useMtlsEndpointAliases && server.mtlsEndpointAliases?.[place]) || (server[place] as string)) ??
      misuse(`metadata.${place}`, 'a URL, or an address with the call: the server names none')
    const methods = [
      server[`${place}AuthMethodsSupported` as 'scopesSupported'] ?? server.tokenEndpointAuthMethodsSupported,
    ].flat()
    if (request.clientSecret && methods.includes('client_secret_post') && !methods.includes('client_secret_basic')) {
      request.clientCredentialStyle ??= 'body'
    }
    return request
  }

  const client: Client = {
    ...bind(grants, defaults, ((_name, ...call) =>
      complete('tokenEndpoint', ...(call as unknown as [Whole]))) as Complete),
    ...(bind(verbs, defaults, ((name: keyof typeof verbs, ...call) =>
      complete(places[name], ...(call as unknown as [Whole]))) as Complete) as Client),
    parseAuthorizeResponse: async (urlOrParams, expected) => {
      const { issuer, authorizationResponseIssParameterSupported } = orThrow(
        (await known()) as DiscoveryDocument | Failure,
      )
      const bound = { issuer, authorizationResponseIssParameterSupported }
      // undefined must not override the metadata
      return parseAuthorizeResponse(urlOrParams, { ...bound, ...present<AuthorizeExpectation>(expected as never) })
    },
  }
  return identify(client, authority ?? metadata?.issuer ?? metadata?.tokenEndpoint, defaults.clientId)
}

type Whole = ClientSettings & { address?: string; parameters: [string, string][] }

type Known = Partial<DiscoveryMembers> & { isError?: false }

/** The metadata member with the address of a method's endpoint; undefined if the address comes from the registration. */
type Place = keyof DiscoveryMembers | undefined

const places: Record<Exclude<keyof typeof verbs, Registered>, Place> & Partial<Record<Registered, undefined>> = {
  createAuthorizeUrl: 'authorizationEndpoint',
  createEndSessionForm: 'endSessionEndpoint',
  createEndSessionUrl: 'endSessionEndpoint',
  getJsonWebKeySet: 'jwksUri',
  getUserInfo: 'userinfoEndpoint',
  introspectToken: 'introspectionEndpoint',
  pollBackchannelAuthenticationToken: 'tokenEndpoint',
  pollDeviceToken: 'tokenEndpoint',
  pushAuthorization: 'pushedAuthorizationRequestEndpoint',
  registerClient: 'registrationEndpoint',
  requestBackchannelAuthentication: 'backchannelAuthenticationEndpoint',
  requestDeviceAuthorization: 'deviceAuthorizationEndpoint',
  revokeToken: 'revocationEndpoint',
}

/** Endpoints that a user is sent to. Their methods return a URL, so they can't return a failure. */
const urls: readonly Place[] = ['authorizationEndpoint', 'endSessionEndpoint']

/** The failure with a description that says that discovery failed. */
function ofDiscovery(failure: Failure): Failure {
  const { errorDescription } = failure
  const value = errorDescription ? `discovery: ${errorDescription}` : 'discovery'
  return Object.defineProperties({} as Failure, {
    ...Object.getOwnPropertyDescriptors(failure),
    errorDescription: { value, enumerable: true },
  })
}
