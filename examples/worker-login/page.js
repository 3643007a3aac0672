// The page never sees a token: the worker exchanges the code, refreshes, and calls the API.
import { config } from '/login-page/config.js'
import { showLoginPage } from '/login-page/login-page.js'

const { api, ...settings } = config
const auth = globalThis.grantkit.createBrowserClient({
  ...settings,
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  origins: [api],
  // the file of the package, copied to this origin
  worker: () => new SharedWorker('/grantkit.worker.min.js', { name: 'grantkit-1' }),
  accessTokens: 'worker',
})

const result = await showLoginPage(auth, { api })
// after a reload of the only tab the worker is a new one: ask the server whether the user is still signed in there
if (auth.getSnapshot().status === 'signed_out' && result.status === 'none') await auth.checkSignOn()
