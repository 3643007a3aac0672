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
import type { EndpointRequest } from '../internal/post-form.ts'
import { present } from '../internal/present.ts'
import type { Failure } from '../internal/response.ts'
import * as grants from '../token/grants.ts'
import { orThrow } from '../token/or-throw.ts'
import * as verbs from './verbs.ts'

/** Where a client learns the server's endpoints: `authority` or `discovery`, with `metadata` over it, or `metadata` alone. */
export interface ServerSettings
  extends Omit<DiscoveryRequest, 'address' | 'headers'>,
    Omit<CacheSettings, keyof RequestOptions> {
  /** The server's issuer. Its metadata is requested when it is first needed and cached as `createDiscoveryCache` does. */
  authority?: string | undefined
  /** A cache to ask for the metadata, in place of `authority`: a shared one, or one with a document at an `address`. */
  discovery?: DiscoveryCache | undefined
  /** Metadata that you know. It wins over what is discovered; without `authority` and `discovery` it is all there is. */
  metadata?: Partial<DiscoveryMembers> | undefined
}

/** What goes along with every request of a client: who it is, and how requests are sent. */
export interface ClientDefaults extends Omit<EndpointRequest, 'address'>, RequestOptions {
  /** The API or APIs that tokens are for (RFC 8707), verbatim: in authorization requests, token requests and refreshes alike. */
  resource?: string | readonly string[] | undefined
}

/**
 * What a client binds. `timeoutMs` limits each request by itself: a call that has to get the metadata first may take the sum.
 */
export interface ClientSettings extends ServerSettings, ClientDefaults {
  /**
   * Whether the server is sent a `resource`, because some refuse a request that has one. Applies to every request, whether the
   * resource is bound or the call's.
   * @default 'send'
   */
  resourceIndicators?: 'send' | 'omit' | undefined
  /** Whether to call the endpoints of `mtlsEndpointAliases` if the server has them (RFC 8705 section 5). @default false */
  useMtlsEndpointAliases?: boolean | undefined
}

type Verbs = typeof grants & typeof verbs

/** Those whose address the server gave along with the registration. */
type Registered = 'readClient' | 'updateClient' | 'deleteClient'

/** The functions of this module that are about one server, each asking only for what is particular to the call. */
export type Client = BoundVerbs<Pick<Verbs, Exclude<keyof Verbs, Registered>>, ClientDefaults & { address: string }> &
  BoundVerbs<Pick<Verbs, Registered>, ClientDefaults> & {
    /**
     * Reads the callback of an authorization request as the function `parseAuthorizeResponse` does; what `iss` it must have
     * is known from the metadata. Rejects with a `TokenRequestError` if that isn't available.
     */
    parseAuthorizeResponse(
      urlOrParams: string | URL | URLSearchParams,
      expected: AuthorizeExpectation,
    ): Promise<AuthorizeResponse>
  }

/**
 * A client of one server, with the same methods as this module has functions. What a call passes wins over what is bound,
 * unless it is undefined; the parameters of both are sent. Addresses come from the server's metadata. A `clientSecret` without
 * a `clientCredentialStyle` is sent in the body if the metadata lists `client_secret_post` and not `client_secret_basic` for
 * the endpoint (RFC 8414 section 2), else in the header; a `clientAssertion` is always sent in the body.
 *
 * If the metadata can't be had, a method resolves to that failure; a method that makes a URL rejects with it, as a
 * `TokenRequestError`. If the metadata lacks the endpoint, a method rejects with a `TypeError` that names the member.
 * `readClient`, `updateClient` and `deleteClient` need the `address` that the registration returned. The registration's
 * methods don't use the bound `dpop`, because their tokens are bound to no key. Nobody authenticates to get metadata or keys,
 * so bound credentials are not sent there.
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
    // the caller asked for something else, and must see what it was that failed
    return discovered?.isError
      ? ofDiscovery(discovered)
      : { ...discovered, ...(metadata && present(metadata as Required<typeof metadata>)) }
  }

  const complete = async (place: Place, request: Whole, options?: RequestOptions): Promise<Whole | Failure> => {
    if (resourceIndicators === 'omit') {
      delete request.resource
      request.parameters = request.parameters.filter(([parameter]) => parameter !== 'resource')
    }
    // the registration's own tokens are bound to no key
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
      // undefined doesn't win over what is bound
      return parseAuthorizeResponse(urlOrParams, { ...bound, ...present<AuthorizeExpectation>(expected as never) })
    },
  }
  return identify(client, authority ?? metadata?.issuer ?? metadata?.tokenEndpoint, defaults.clientId)
}

type Whole = ClientSettings & { address?: string; parameters: [string, string][] }

type Known = Partial<DiscoveryMembers> & { isError?: false }

/** The metadata member that names a method's endpoint; undefined if the registration names it. */
type Place = keyof DiscoveryMembers | undefined

const places: Record<keyof typeof verbs, Place> = {
  createAuthorizeUrl: 'authorizationEndpoint',
  createEndSessionForm: 'endSessionEndpoint',
  createEndSessionUrl: 'endSessionEndpoint',
  deleteClient: undefined,
  getJsonWebKeySet: 'jwksUri',
  getUserInfo: 'userinfoEndpoint',
  introspectToken: 'introspectionEndpoint',
  pollBackchannelAuthenticationToken: 'tokenEndpoint',
  pollDeviceToken: 'tokenEndpoint',
  pushAuthorization: 'pushedAuthorizationRequestEndpoint',
  readClient: undefined,
  registerClient: 'registrationEndpoint',
  requestBackchannelAuthentication: 'backchannelAuthenticationEndpoint',
  requestDeviceAuthorization: 'deviceAuthorizationEndpoint',
  revokeToken: 'revocationEndpoint',
  updateClient: undefined,
}

/** The places that a user is sent to: a method makes the URL, which is no response that could be a failure. */
const urls: readonly Place[] = ['authorizationEndpoint', 'endSessionEndpoint']

/** The failure, with the word that it was the metadata that couldn't be had. */
function ofDiscovery(failure: Failure): Failure {
  const { errorDescription } = failure
  const value = errorDescription ? `discovery: ${errorDescription}` : 'discovery'
  return Object.defineProperties({} as Failure, {
    ...Object.getOwnPropertyDescriptors(failure),
    errorDescription: { value, enumerable: true },
  })
}
