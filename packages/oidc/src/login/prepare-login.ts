import type { RequestOptions } from 'grantkit'
import { pushAuthorization } from 'grantkit/internal/push-authorization'
import type { LoginClient } from '../login-client.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { credentialsOf } from './client-credentials.ts'
import { LoginError } from './login-error.ts'
import { type AuthorizationCalls, type PreparedLogin, prepareBy } from './login-preparation.ts'
import type { LoginRequest } from './login-request.ts'
import { authorizeUrl } from './prepare-public-login.ts'

export type { OidcClientSettings } from '../oidc-client-settings.ts'
export type { LoginFailureCode } from './login-error.ts'
export type { PreparedLogin } from './login-preparation.ts'
export type { LoginRequest } from './login-request.ts'
export type { LoginServer } from './login-server.ts'
export type { Json, LoginTransaction } from './login-transaction.ts'

/**
 * The URL to send the user to, and the record to keep until the callback. It always uses PKCE, `state` and, for an ID token,
 * a nonce.
 *
 * Rejects with a {@link LoginError} if the server's metadata can't be loaded or the server refuses a pushed request, with a
 * `TypeError` for a mistake in the arguments, and with the signal's reason.
 */
export async function prepareLogin(
  settings: OidcClientSettings,
  request?: LoginRequest,
  options?: Pick<RequestOptions, 'signal'>,
): Promise<PreparedLogin> {
  const client = settings?.client
  return prepareBy(client ? callsOf(client) : calls, settings, request, options)
}

const calls: AuthorizationCalls = {
  push: (settings, server, parameters, options) =>
    pushAuthorization(
      {
        address: server.pushedAuthorizationRequestEndpoint!,
        ...parameters,
        dpop: settings.dpop,
        ...credentialsOf(settings, server),
      },
      { ...settings, ...options },
    ),
  url: authorizeUrl,
}

function callsOf(client: LoginClient): AuthorizationCalls {
  return {
    push: ({ clientId }, _, parameters, options) =>
      orLoginError(async () => client.pushAuthorization({ ...parameters, clientId }, options)),
    url: ({ clientId }, _, parameters, options) =>
      orLoginError(async () => client.createAuthorizeUrl({ ...parameters, clientId }, options as object)),
  }
}

/** The errors that a client throws in place of a response. */
async function orLoginError<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    const { name } = Object(cause)
    if (name === 'TokenRequestError') throw new LoginError('server_refused', { cause })
    if (name === 'JoseError') throw new LoginError('discovery_failed', { cause })
    throw cause
  }
}
