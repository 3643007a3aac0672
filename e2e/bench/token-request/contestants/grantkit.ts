import { requestAuthorizationCodeToken } from 'grantkit'
import type { Contestant } from '../contestant.ts'

export const grantkit: Contestant = (job, fetch) => {
  const { address, clientId, clientSecret, code, redirectUri, codeVerifier } = job
  const client = { address, clientId, ...(clientSecret && { clientSecret }) }
  return async () => {
    const response = await requestAuthorizationCodeToken({ ...client, code, redirectUri, codeVerifier }, { fetch })
    if (response.isError) throw new Error(response.error)
    return response.accessToken
  }
}
