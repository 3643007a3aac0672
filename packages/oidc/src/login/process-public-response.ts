import { parseAuthorizeResponse } from 'grantkit/internal/authorize-response'
import { exchangePublicCode } from 'grantkit/internal/exchange-public-code'
import { getUserInfo } from 'grantkit/internal/get-user-info'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import type { LoginResult } from './login-result.ts'
import type { LoginTransaction } from './login-transaction.ts'
import { processBy, type ResponseCalls } from './response-processing.ts'

/** `processResponse` for a public client, such as a page, without the code for authentication and for a `client`. */
export function processPublicResponse(
  settings: OidcClientSettings,
  url: string,
  transaction: LoginTransaction,
): Promise<LoginResult> {
  return processBy({ ...openCalls, exchange }, settings, url, transaction)
}

/** The calls that need no authentication of the client, by functions of core. */
export const openCalls: Omit<ResponseCalls, 'exchange'> = {
  read: async (_, parameters, expected) => parseAuthorizeResponse(parameters, expected),
  userInfo: ({ settings, server }, request) =>
    getUserInfo({ ...request, dpop: settings.dpop, address: server.userinfoEndpoint! }, settings),
}

const exchange: ResponseCalls['exchange'] = ({ settings, server }, request) => {
  const { clientId, dpop } = settings
  return exchangePublicCode({ ...request, dpop, clientId, address: server.tokenEndpoint! }, settings)
}
