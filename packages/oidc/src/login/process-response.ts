import type { JoseError } from '@grantkit/jose'
import type { RequestOptions } from 'grantkit'
import { requestAuthorizationCodeToken } from 'grantkit/internal/request-authorization-code-token'
import type { LoginClient } from '../login-client.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { credentialsOf } from './client-credentials.ts'
import { failedLogin, type LoginResult } from './login-result.ts'
import type { LoginTransaction } from './login-transaction.ts'
import { openCalls } from './process-public-response.ts'
import { processBy, type ResponseCalls, withoutKeys } from './response-processing.ts'

export type { LoginFailureCode } from './login-error.ts'
export type { LoginCompleted, LoginDenied, LoginFailed, LoginOrigin, LoginResult } from './login-result.ts'

/**
 * The result of the login that this response belongs to. First the response is compared with the record: shape, duplicated
 * parameters, `iss`, `state`, age. Only then is the server's `error` read, or the code sent, once. The ID
 * token is always validated in full.
 *
 * Without a record, or with one that can't be used, the result is `unknown` or `foreign`. Rejects only with a `TypeError`
 * for a mistake in the arguments and with the signal's reason.
 */
export async function processResponse(
  settings: OidcClientSettings,
  urlOrParams: string | URL | URLSearchParams,
  transaction: LoginTransaction | undefined,
  options?: Pick<RequestOptions, 'signal'>,
  /** Called before the code is sent: from then on the code counts as used, even if the request fails. */
  spend?: () => void,
): Promise<LoginResult> {
  const client = settings?.client
  return processBy(client ? callsOf(client) : calls, settings, urlOrParams, transaction, options, spend)
}

const calls: ResponseCalls = {
  ...openCalls,
  exchange: ({ settings, server }, request) =>
    requestAuthorizationCodeToken(
      { ...request, dpop: settings.dpop, ...credentialsOf(settings, server), address: server.tokenEndpoint! },
      settings,
    ),
}

function callsOf(client: LoginClient): ResponseCalls {
  return {
    async read({ origin }, parameters, expected) {
      try {
        const response = await client.parseAuthorizeResponse(parameters, expected)
        const { exception } = response as { exception?: JoseError }
        return exception?.code === 'keys_unavailable' ? withoutKeys(origin, exception) : response
      } catch (cause) {
        if (!/^(TokenRequest|Jose)Error$/.test(Object(cause).name)) throw cause
        return failedLogin('discovery_failed', origin, { cause, transient: Boolean(Object(cause).transient) })
      }
    },
    exchange: ({ settings: { signal } }, request) => client.requestAuthorizationCodeToken(request, { signal }),
    userInfo: ({ settings: { signal } }, request) => client.getUserInfo(request, { signal }),
  }
}
