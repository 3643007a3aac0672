import {
  type Client,
  createClient,
  createDiscoveryCache,
  createPkce,
  createState,
  type DiscoveryCache,
  orThrow,
  type TokenSuccess,
} from 'grantkit'
import type { Authorization } from './find-authorization.ts'
import { listen } from './loopback.ts'

/** Registers this program with an unknown server, and logs the user in with PKCE. */
export async function logIn({ authority, resource, scope }: Authorization): Promise<TokenSuccess> {
  const discovery = createDiscoveryCache({ authority })
  const { codeChallengeMethodsSupported = [], registrationEndpoint } = orThrow(await discovery.get())
  if (!codeChallengeMethodsSupported.includes('S256')) throw new Error(`${authority} does not do PKCE`)
  if (!registrationEndpoint) throw new Error(`${authority} has no registration: ask its owner for a client id`)

  const loopback = await listen()
  try {
    const { redirectUri } = loopback
    const client = await register(discovery, redirectUri)
    const { codeVerifier, codeChallenge } = await createPkce()
    const state = createState()
    const arrival = loopback.callback(state)
    const request = { redirectUri, state, codeChallenge, resource, ...(scope && { scope }) }
    console.log(`To log in, open ${await client.createAuthorizeUrl(request)}`)

    const { code } = orThrow(await client.parseAuthorizeResponse(await arrival, { state }))
    return orThrow(await client.requestAuthorizationCodeToken({ code, redirectUri, codeVerifier, resource }))
  } finally {
    loopback.close()
  }
}

/** A new public client (RFC 7591). A program that runs more than once should store it. */
async function register(discovery: DiscoveryCache, redirectUri: string): Promise<Client> {
  const metadata = {
    client_name: 'mcp-login',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  }
  const { clientId, clientSecret } = orThrow(await createClient({ discovery }).registerClient({ metadata }))
  // some servers return a secret that wasn't requested
  return createClient({ discovery, clientId, ...(clientSecret && { clientSecret }) })
}
