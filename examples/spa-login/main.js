// A single-page app without a framework. A bundler such as Vite builds it; / and /callback are the same page.
import { createBrowserClient } from '@grantkit/browser'
import { config } from '../login-page/config.js'
import { showLoginPage } from '../login-page/login-page.js'

const { api, ...settings } = config
const auth = createBrowserClient({
  ...settings,
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  origins: [api],
})
showLoginPage(auth, { api })
