import { createAuth0Client } from '@auth0/auth0-spa-js'
// @ts-expect-error served by the benchmark
import { config } from '/config.js'
import { hasCode, leaveCallback } from './callback-address.ts'
import { report } from './report.ts'

const options = {
  domain: config.issuer,
  issuer: config.issuer,
  clientId: config.clientId,
  authorizationParams: { redirect_uri: config.redirectUri, scope: config.scope },
  // the session outlives the tab, as grantkit's does
  cacheLocation: 'localstorage' as const,
  useRefreshTokens: true,
}

report(
  async () => (await createAuth0Client(options)).loginWithRedirect(),
  async () => {
    const client = await createAuth0Client(options)
    if (hasCode()) {
      await client.handleRedirectCallback()
      leaveCallback()
    }
    return (await client.isAuthenticated()) ? client.getTokenSilently() : undefined
  },
)
