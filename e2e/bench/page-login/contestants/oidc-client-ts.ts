import { UserManager, WebStorageStateStore } from 'oidc-client-ts'
// @ts-expect-error served by the benchmark
import { config } from '/config.js'
import { hasCode, leaveCallback } from './callback-address.ts'
import { report } from './report.ts'

const manager = new UserManager({
  authority: config.issuer,
  client_id: config.clientId,
  redirect_uri: config.redirectUri,
  scope: config.scope,
  // the session outlives the tab, as grantkit's does
  userStore: new WebStorageStateStore({ store: localStorage }),
})

report(
  () => manager.signinRedirect(),
  async () => {
    if (!hasCode()) return (await manager.getUser())?.access_token
    const user = await manager.signinCallback()
    leaveCallback()
    return user?.access_token
  },
)
