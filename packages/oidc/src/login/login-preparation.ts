import type { AuthorizeParameters, DiscoveryMembers, Pkce, PushAuthorizationResponse, RequestOptions } from 'grantkit'
import { createPkce } from 'grantkit/internal/pkce'
import { present } from 'grantkit/internal/present'
import { randomText } from 'grantkit/internal/random'
import { createNonce } from 'grantkit/internal/state'
import { checkSettings } from '../check-settings.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'
import { isOpenId } from './is-openid.ts'
import { LoginError } from './login-error.ts'
import { checkLoginRequest, type LoginRequest } from './login-request.ts'
import { loginServerOf } from './login-server.ts'
import { stateMark } from './login-state.ts'
import type { LoginTransaction } from './login-transaction.ts'
import { missingEndpoint } from './missing-endpoint.ts'
import { metadataOf } from './server-metadata.ts'

/** A prepared login. */
export interface PreparedLogin {
  /** The URL to send the user to. */
  url: string
  /** Keep it until the callback. */
  transaction: LoginTransaction
}

/** The two calls of a prepared login. */
export interface AuthorizationCalls {
  push(settings: OidcClientSettings, server: Server, parameters: AuthorizeParameters, options: Signal): Promise<Pushed>
  url(
    settings: OidcClientSettings,
    server: Server,
    parameters: AuthorizeParameters,
    options: Signal,
  ): Promise<string> | string
}

type Server = Partial<DiscoveryMembers>
type Signal = Pick<RequestOptions, 'signal'>
type Pushed = PushAuthorizationResponse

/** `prepareLogin`, with calls of its own. */
export async function prepareBy(
  calls: AuthorizationCalls,
  settings: OidcClientSettings,
  request: LoginRequest = {},
  options: Signal = {},
): Promise<PreparedLogin> {
  checkSettings(settings)
  const scope = checkLoginRequest(request, settings.scope)
  const { issuer, clientId, dpop, basePath, responseMode, loginTtlMs = 3_600_000 } = settings
  const { maxAgeSeconds, acrValues, expectedSubject, refreshParameters, data, returnTo, ...others } = request
  const { resource = settings.resource, redirectUri = settings.redirectUri } = request
  checkSettings({ ...settings, redirectUri })
  const metadata = await metadataOf(settings, options)
  const pushed = isPushed(settings, metadata) ? (['pushedAuthorizationRequestEndpoint'] as const) : []
  const missing = missingEndpoint(settings, metadata, scope, 'authorizationEndpoint', ...pushed)
  // check before the user leaves
  if (missing) throw new LoginError('discovery_failed', { cause: new Error(`the metadata has no ${missing}`) })

  const { codeVerifier, codeChallenge } = await pkce()
  const state = `${randomText()}.${stateMark(issuer, clientId)}`
  const nonce = createNonce()
  const dpopKey = await dpop?.getThumbprint()
  let parameters = present<Record<string, unknown>>({
    ...others,
    ...{ redirectUri, scope, state, codeChallenge, resource, responseMode, acrValues },
    nonce: isOpenId(scope) ? nonce : undefined,
    maxAge: maxAgeSeconds,
    dpopJkt: dpopKey,
  }) as AuthorizeParameters
  if (pushed.length) {
    const response = await calls.push(settings, metadata, parameters, options)
    if (response.isError) throw new LoginError('server_refused', { failure: response })
    parameters = { requestUri: response.requestUri }
  }
  const url = await calls.url(settings, metadata, parameters, options)
  const createdAt = (settings.now ?? Date.now)()
  const silent = [request.prompt].flat().join(' ') === 'none' || undefined
  const transaction = present<LoginTransaction>({
    ...({ v: 1, kind: 'login', state, nonce, codeVerifier, issuer, clientId, redirectUri, scope } as const),
    returnTo: safeReturnTo(returnTo, redirectUri, basePath),
    createdAt,
    expiresAt: createdAt + loginTtlMs,
    ...{ silent, resource, maxAgeSeconds, acrValues, expectedSubject, refreshParameters, dpopKey, data },
    server: loginServerOf(metadata),
  })
  // made plain JSON here, so that storing it changes nothing
  return { url, transaction: JSON.parse(JSON.stringify(transaction)) }
}

function isPushed(
  { pushedRequests = 'when-required' }: OidcClientSettings,
  metadata: Partial<DiscoveryMembers>,
): boolean {
  const isRequired = metadata.requirePushedAuthorizationRequests === true
  return pushedRequests === 'always' || (pushedRequests === 'when-required' && isRequired)
}

async function pkce(): Promise<Pkce> {
  try {
    return await createPkce()
  } catch (cause) {
    throw new LoginError('insecure_context', { cause })
  }
}
