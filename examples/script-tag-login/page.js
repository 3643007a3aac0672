// A plain page with the global `grantkit`: no build. / and /callback are the same page.
import { config } from '/login-page/config.js'
import { showLoginPage } from '/login-page/login-page.js'

const { api, ...settings } = config
const auth = globalThis.grantkit.createBrowserClient({
  ...settings,
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  origins: [api],
})
showLoginPage(auth, { api })
