import * as oauth from 'oauth4webapi'
import type { Contestant } from '../contestant.ts'

export const oauth4webapi: Contestant = (job, fetch) => {
  const { issuer, address, clientId, clientSecret, code, redirectUri, codeVerifier } = job
  const server = { issuer, token_endpoint: address }
  const client = { client_id: clientId }
  const authentication = clientSecret ? oauth.ClientSecretBasic(clientSecret) : oauth.None()
  // the check of the callback is mandatory, but not part of the token request
  const callback = oauth.validateAuthResponse(server, client, new URLSearchParams({ code, state: 'state' }), 'state')
  return async () => {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      callback,
      redirectUri,
      codeVerifier,
      { [oauth.customFetch]: fetch },
    )
    const result = await oauth.processAuthorizationCodeResponse(server, client, response)
    return result.access_token
  }
}
