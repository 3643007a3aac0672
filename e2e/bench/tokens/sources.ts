import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'
import { createClientCredentialsTokens } from '@grantkit/tokens'

const settings = {
  address: 'https://login.example.com/connect/token',
  clientId: 'service',
  clientSecret: '7Fjfp0ZBr1KtDRbnfVdmIw',
}

type Source = ReturnType<typeof createClientCredentialsTokens>

/** Tokens of a new client, with grantkit. */
export const grantkitSource = (fetch: typeof globalThis.fetch): Source =>
  createClientCredentialsTokens({ ...settings, fetch })

/** The same with the wrapper of badgateway. */
export function badgatewaySource(fetch: typeof globalThis.fetch): OAuth2Fetch {
  const { address, clientId, clientSecret } = settings
  const client = new OAuth2Client({ clientId, clientSecret, tokenEndpoint: address, fetch })
  // its timer would keep the process alive
  return new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials(), scheduleRefresh: false })
}
