import { createOidc } from 'oidc-spa/core'
import { oidcEarlyInit } from 'oidc-spa/entrypoint'
// @ts-expect-error served by the benchmark
import { config } from '/config.js'
import { report } from './report.ts'

const { shouldLoadApp } = oidcEarlyInit({ BASE_URL: '/' })
if (shouldLoadApp) {
  const oidc = createOidc({
    issuerUri: config.issuer,
    clientId: config.clientId,
    scopes: config.scope.split(' ').filter((each: string) => each !== 'openid'),
    // what it does by itself where third-party cookies are blocked
    sessionRestorationMethod: 'full page redirect',
  })
  report(
    async () => {
      const client = await oidc
      if (!client.isUserLoggedIn) await client.login({ doesCurrentHrefRequiresAuth: false })
    },
    async () => {
      const client = await oidc
      return client.isUserLoggedIn ? (await client.getTokens()).accessToken : undefined
    },
  )
}
