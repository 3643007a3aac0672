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
import { misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import type { EndpointRequest } from '../internal/post-form.ts'
import type { Failure } from '../internal/response.ts'
import * as grants from '../token/grants.ts'
import { orThrow } from '../token/or-throw.ts'
import * as verbs from './verbs.ts'

/** Where a client learns the server's endpoints: one of the three. */
export interface ServerSettings
  extends Omit<DiscoveryRequest, 'address' | 'headers'>,
    Omit<CacheSettings, keyof RequestOptions> {
  /** The server's issuer; its metadata is got when it is first needed, and kept as `createDiscoveryCache` does. */
  authority?: string
  /** The cache to ask for the metadata: one that is shared, or whose document is in no standard place. */
  discovery?: DiscoveryCache
  /** The metadata, where there is nothing to discover: whatever endpoints the client needs. */
  metadata?: Partial<DiscoveryMembers>
}

/** What goes along with every request of a client: who it is, and how requests are sent. */
export interface ClientDefaults extends Omit<EndpointRequest, 'address'>, RequestOptions {
  /** The API or APIs that tokens are for (RFC 8707), verbatim: in authorization requests, token requests and refreshes alike. */
  resource?: string | readonly string[]
}

/** What a client binds. */
export interface ClientSettings extends ServerSettings, ClientDefaults {
  /**
   * Whether the server is told the `resource`, for some refuse a request that has one. Holds for every request alike,
   * whether the resource is bound or the call's.
   * @default 'send'
   */
  resourceIndicators?: 'send' | 'omit'
  /** Whether to call the endpoints of `mtlsEndpointAliases` where the server has some (RFC 8705 section 5). @default false */
  useMtlsEndpointAliases?: boolean
}

type Verbs = typeof grants & typeof verbs

/** Those whose address the server gave along with the registration. */
type Registered = 'readClient' | 'updateClient' | 'deleteClient'

/** The functions of this module that are about one server, each asking only for what is particular to the call. */
export type Client = BoundVerbs<Pick<Verbs, Exclude<keyof Verbs, Registered>>, ClientDefaults & { address: string }> &
  BoundVerbs<Pick<Verbs, Registered>, ClientDefaults> & {
    /**
     * Reads the callback of an authorization request as the function `parseAuthorizeResponse` does; what `iss` it must have
     * is known from the metadata. Rejects with a `TokenRequestError` where that can't be had.
     */
    parseAuthorizeResponse(
      urlOrParams: string | URL | URLSearchParams,
      expected: AuthorizeExpectation,
    ): Promise<AuthorizeResponse>
  }

/**
 * A client of one server, with the same methods as this module has functions. Addresses come from the server's metadata,
 * and so does the way to authenticate where no `clientCredentialStyle` is said (RFC 8414 section 2). What a call gives
 * wins over what is bound; the parameters of both go out together.
 *
 * Where the metadata can't be had, a method resolves to that failure; one that makes a URL rejects with it, as a
 * `TokenRequestError`. Where the metadata lacks the endpoint, a method rejects with a `TypeError` that names the member.
 * `readClient`, `updateClient` and `deleteClient` need the `address` that the registration gave, and none of the
 * registration's methods signs with the bound `dpop`, for their tokens are bound to no key.
 *
 * @example
 * ```ts
 * const client = createClient({ authority: 'https://demo.example', clientId: 'client', clientSecret: 'secret' })
 * const response = await client.requestClientCredentialsToken({ scope: 'api1' })
 * ```
 */
export function createClient(settings: ClientSettings): Client {
  const { metadata, discovery, resourceIndicators, useMtlsEndpointAliases, ...defaults } = settings
  const cache = metadata ? { get: () => metadata } : (discovery ?? createDiscoveryCache(defaults))

  const complete = async (name: string, request: Whole, options?: RequestOptions): Promise<Whole | Failure> => {
    if (resourceIndicators === 'omit') {
      delete request.resource
      request.parameters = request.parameters.filter(([parameter]) => parameter !== 'resource')
    }
    if (name.endsWith('Client') && request.dpop === defaults.dpop) delete request.dpop
    if (request.address || /^(read|update|delete)/.test(name)) return request

    const server = await known(options)
    if (server.isError) return name.startsWith('create') ? orThrow(server) : server
    const endpoint = endpoints[name] ?? 'tokenEndpoint'
    request.address =
      ((useMtlsEndpointAliases && server.mtlsEndpointAliases?.[endpoint]) || (server[endpoint] as string)) ??
      misuse(`metadata.${endpoint}`, 'a URL, for the server names none')
    const methods =
      server[`${endpoint}AuthMethodsSupported` as 'scopesSupported'] ?? server.tokenEndpointAuthMethodsSupported
    if (request.clientSecret && /^(?!.*basic).*client_secret_post/.test(`${methods}`)) {
      request.clientCredentialStyle ??= 'body'
    }
    return request
  }
  const known = async (options?: RequestOptions): Promise<Known | Failure> => cache.get(options)

  return {
    ...bind(grants, defaults, complete as Complete),
    ...(bind(verbs, defaults, complete as Complete) as Client),
    parseAuthorizeResponse: async (urlOrParams, expected) => {
      const { issuer, authorizationResponseIssParameterSupported } = orThrow(
        (await known()) as DiscoveryDocument | Failure,
      )
      return parseAuthorizeResponse(urlOrParams, { issuer, authorizationResponseIssParameterSupported, ...expected })
    },
  }
}

type Whole = ClientSettings & { address?: string; parameters: [string, string][] }

type Known = Partial<DiscoveryMembers> & { isError?: false }

/** Where each verb goes, those that go to the token endpoint aside. */
const endpoints: Record<string, keyof DiscoveryMembers> = {
  createAuthorizeUrl: 'authorizationEndpoint',
  createEndSessionUrl: 'endSessionEndpoint',
  getJsonWebKeySet: 'jwksUri',
  getUserInfo: 'userinfoEndpoint',
  introspectToken: 'introspectionEndpoint',
  pushAuthorization: 'pushedAuthorizationRequestEndpoint',
  registerClient: 'registrationEndpoint',
  requestBackchannelAuthentication: 'backchannelAuthenticationEndpoint',
  requestDeviceAuthorization: 'deviceAuthorizationEndpoint',
  revokeToken: 'revocationEndpoint',
}
