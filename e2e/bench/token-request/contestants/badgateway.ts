import { OAuth2Client } from '@badgateway/oauth2-client'
import type { Contestant } from '../contestant.ts'

export const badgateway: Contestant = (job, fetch) => {
  const { address, clientId, clientSecret, code, redirectUri, codeVerifier } = job
  const client = new OAuth2Client({
    clientId,
    tokenEndpoint: address,
    fetch,
    ...(clientSecret && { clientSecret, authenticationMethod: 'client_secret_basic' }),
  })
  return async () => {
    const token = await client.authorizationCode.getToken({ code, redirectUri, codeVerifier })
    return token.accessToken
  }
}
