import {
  type AuthorizeParameters,
  type Client,
  type createAuthorizeUrl,
  type EndpointRequest,
  orThrow,
  type PushAuthorizationResponse,
  type RequestOptions,
  type RequestParameters,
} from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { present } from 'grantkit/internal/present'
import { createRequestObject, type RequestObjectRequest } from '../create-request-object.ts'
import type { ProfileClientSettings } from './client-settings.ts'
import type { Plan } from './plan.ts'
import type { Server } from './server.ts'

/** The parts that authorization requests of one client to one server need. */
export interface AuthorizationContext {
  settings: ProfileClientSettings
  server: Server
  plan: Plan
  /** Adds all bound members to a request. */
  client: Client
  /** Adds only the client's credentials to a request. */
  bare: Client
  /** Reads callbacks, if they must be signed. */
  readSigned: Client['parseAuthorizeResponse'] | undefined
}

type Request = AuthorizeParameters & { address?: string | URL; clientId?: string }

/** The URL to send the user to, after the request was pushed or signed, if the plan says so. */
export async function authorizeUrl(
  context: AuthorizationContext,
  request: Request,
  options?: RequestOptions,
): Promise<string> {
  const { plan, client, bare, settings } = context
  const { address, clientId } = request
  const to = present({ address, clientId })
  if (request.requestUri) return bare.createAuthorizeUrl({ ...to, requestUri: request.requestUri }, options)
  if (plan.pushed) {
    const { address: _, ...rest } = request
    const { requestUri } = orThrow(await pushed(context, rest, options))
    return bare.createAuthorizeUrl({ ...to, requestUri }, options)
  }
  const whole = withMode(plan, request)
  if (!plan.signedRequests) {
    // a profile's PKCE protects the callback as a state does (OAuth 2.1 section 7.6)
    const state = settings.profile ? (request.state ?? false) : request.state
    return client.createAuthorizeUrl({ ...whole, state } as Parameters<typeof createAuthorizeUrl>[0], options)
  }
  // OpenID Connect requires these two outside of the request object too (OIDC Core section 6.1)
  const { scope, responseType = 'code' } = request
  const signed = { request: await requestObject(context, whole), ...present({ scope }), responseType }
  return bare.createAuthorizeUrl({ ...to, ...signed }, options)
}

/** Pushes the request, signed if the plan says so. */
export async function pushed(
  context: AuthorizationContext,
  request: Request,
  options?: RequestOptions,
): Promise<PushAuthorizationResponse> {
  const { plan, client, bare } = context
  const whole = withMode(plan, request)
  if (!plan.signedRequests) return client.pushAuthorization(whole as never, options)
  const alone = present(
    Object.fromEntries(Object.keys(credentials).map((field) => [field, (request as Record<string, unknown>)[field]])),
  )
  return bare.pushAuthorization({ ...alone, request: await requestObject(context, whole) } as never, options)
}

/** The request, with a signed response if the plan says so. */
function withMode({ signedResponses }: Plan, request: Request): Request {
  if (!signedResponses) return request
  const { responseMode = 'jwt' } = request
  if (!/(^|\.)jwt$/.test(responseMode)) misuse('responseMode', 'one that ends in "jwt", or nothing')
  return { ...request, responseMode }
}

async function requestObject({ settings, server }: AuthorizationContext, request: Request): Promise<string> {
  const { key, alg, kid, header, clientId, now, resourceIndicators } = settings
  const omit = resourceIndicators === 'omit'
  const parameters = [...pairs(settings.parameters), ...pairs(request.parameters)]
  const whole = present<Record<string, unknown>>({
    ...{ clientId, alg, kid, header },
    ...(settings.resource !== undefined && { resource: settings.resource }),
    ...present(request as Required<Request>),
    ...(omit && { resource: undefined }),
    parameters: omit ? parameters.filter(([name]) => name !== 'resource') : parameters,
  })
  if (!key) misuse('key', "the client's private key: this server accepts only signed requests")
  const about = { key, audience: server.issuer ?? misuse('metadata.issuer', "the server's issuer") }
  return createRequestObject({ ...whole, ...about } as unknown as RequestObjectRequest, present({ now }))
}

function pairs(parameters: RequestParameters = []): [string, unknown][] {
  return [...(Symbol.iterator in parameters ? parameters : Object.entries(parameters))] as [string, unknown][]
}

/** The members of a pushed request that aren't part of the authorization request. */
const credentials: Record<keyof Omit<EndpointRequest, 'parameters'>, true> = {
  address: true,
  headers: true,
  clientId: true,
  clientSecret: true,
  clientCredentialStyle: true,
  clientAssertion: true,
  clientAuthentication: true,
  authorizationHeaderStyle: true,
  dpop: true,
  dpopProof: true,
}
