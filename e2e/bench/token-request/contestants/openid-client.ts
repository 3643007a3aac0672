import * as client from 'openid-client'
import type { Contestant } from '../contestant.ts'

export const openidClient: Contestant = (job, fetch) => {
  const { issuer, address, clientId, clientSecret, code, redirectUri, codeVerifier } = job
  const authentication = clientSecret ? client.ClientSecretBasic(clientSecret) : client.None()
  const configuration = new client.Configuration({ issuer, token_endpoint: address }, clientId, {}, authentication)
  configuration[client.customFetch] = fetch as client.CustomFetch
  // it takes the complete callback, checks it in each call, and derives the redirect URI from it
  const callback = new URL(`${redirectUri}?${new URLSearchParams({ code, state: 'state' })}`)
  return async () => {
    const result = await client.authorizationCodeGrant(configuration, callback, {
      expectedState: 'state',
      pkceCodeVerifier: codeVerifier,
    })
    return result.access_token
  }
}
