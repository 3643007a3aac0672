import type { AuthorizeParameters, DiscoveryMembers, Pkce, RequestOptions } from 'grantkit'
import { createAuthorizeUrl } from 'grantkit/internal/authorize-url'
import { createPkce } from 'grantkit/internal/pkce'
import { present } from 'grantkit/internal/present'
import { pushAuthorization } from 'grantkit/internal/push-authorization'
import { randomText } from 'grantkit/internal/random'
import { createNonce } from 'grantkit/internal/state'
import { checkSettings } from '../check-settings.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'
import { credentialsOf } from './client-credentials.ts'
import { isOpenId } from './is-openid.ts'
import { LoginError } from './login-error.ts'
import { checkLoginRequest, type LoginRequest } from './login-request.ts'
import { loginServerOf } from './login-server.ts'
import { stateMark } from './login-state.ts'
import type { LoginTransaction } from './login-transaction.ts'
import { missingEndpoint } from './missing-endpoint.ts'
import { metadataOf } from './server-metadata.ts'

export type { OidcClientSettings } from '../oidc-client-settings.ts'
export type { LoginFailureCode } from './login-error.ts'
export type { LoginRequest } from './login-request.ts'
export type { LoginServer } from './login-server.ts'
export type { Json, LoginTransaction } from './login-transaction.ts'

/** A prepared login. */
export interface PreparedLogin {
  /** The URL to send the user to. */
  url: string
  /** Keep it until the callback. */
  transaction: LoginTransaction
}

/**
 * The URL to send the user to, and the record to keep until the callback. It always uses PKCE, `state` and, for an ID token,
 * a nonce.
 *
 * Rejects with a {@link LoginError} if the server's metadata can't be loaded or the server refuses a pushed request, with a
 * `TypeError` for a mistake in the arguments, and with the signal's reason.
 */
export async function prepareLogin(
  settings: OidcClientSettings,
  request: LoginRequest = {},
  options: Pick<RequestOptions, 'signal'> = {},
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
  const url = await authorizeUrl(
    settings,
    metadata,
    present<Record<string, unknown>>({
      ...others,
      ...{ redirectUri, scope, state, codeChallenge, resource, responseMode, acrValues },
      nonce: isOpenId(scope) ? nonce : undefined,
      maxAge: maxAgeSeconds,
      dpopJkt: dpopKey,
    }) as AuthorizeParameters,
    options,
  )
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

async function authorizeUrl(
  settings: OidcClientSettings,
  metadata: Partial<DiscoveryMembers>,
  parameters: AuthorizeParameters,
  options: Pick<RequestOptions, 'signal'>,
): Promise<string> {
  const { client, clientId, dpop } = settings
  let whole = parameters
  try {
    if (isPushed(settings, metadata)) {
      const pushed = await (client
        ? client.pushAuthorization({ ...parameters, clientId }, options)
        : pushAuthorization(
            {
              address: metadata.pushedAuthorizationRequestEndpoint!,
              ...parameters,
              dpop,
              ...credentialsOf(settings, metadata),
            },
            { ...settings, ...options },
          ))
      if (pushed.isError) throw new LoginError('server_refused', { failure: pushed })
      whole = { requestUri: pushed.requestUri }
    }
    return client
      ? await client.createAuthorizeUrl({ ...whole, clientId }, options as object)
      : createAuthorizeUrl({ address: metadata.authorizationEndpoint!, clientId, ...whole }, settings)
  } catch (cause) {
    const { name } = Object(cause)
    if (name === 'TokenRequestError') throw new LoginError('server_refused', { cause })
    if (name === 'JoseError') throw new LoginError('discovery_failed', { cause })
    throw cause
  }
}
