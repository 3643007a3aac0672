// The page never sees a token: the worker exchanges the code, refreshes, and calls the API.
import { config } from '/login-page/config.js'
import { showLoginPage } from '/login-page/login-page.js'

const { api, ...settings } = config
const auth = globalThis.grantkit.createBrowserClient({
  ...settings,
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  origins: [api],
  // a copy of the package's file on this origin
  worker: () => new SharedWorker('/grantkit.worker.min.js', { name: 'grantkit-1' }),
  accessTokens: 'worker',
})

const result = await showLoginPage(auth, { api })
// a reload of the only tab starts a new worker: ask the server whether the user is still signed in there
if (auth.getSnapshot().status === 'signed_out' && result.status === 'none') await auth.checkSignOn()
