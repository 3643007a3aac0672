import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'
import { createClientCredentialsTokens } from '@grantkit/tokens'

const settings = {
  address: 'https://login.example.com/connect/token',
  clientId: 'service',
  clientSecret: '7Fjfp0ZBr1KtDRbnfVdmIw',
}

type Source = ReturnType<typeof createClientCredentialsTokens>

/** Tokens of a client of its own, with grantkit. */
export const grantkitSource = (fetch: typeof globalThis.fetch): Source =>
  createClientCredentialsTokens({ ...settings, fetch })

/** The same with badgateway's wrapper. */
export function badgatewaySource(fetch: typeof globalThis.fetch): OAuth2Fetch {
  const { address, clientId, clientSecret } = settings
  const client = new OAuth2Client({ clientId, clientSecret, tokenEndpoint: address, fetch })
  // its timer would keep the process from its end
  return new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials(), scheduleRefresh: false })
}
