// A React app under StrictMode. A bundler such as Vite builds it; / and /callback are the same page.
import { createBrowserClient } from '@grantkit/browser'
import { AuthProvider } from '@grantkit/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from '../login-page/config.js'
import { LoginPage } from './login-page.tsx'

const { api, ...settings } = config
// outside of components: it reads the page's URL when it is created
const client = createBrowserClient({
  ...settings,
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  origins: [api],
})

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <AuthProvider client={client}>
      <LoginPage api={api} />
    </AuthProvider>
  </StrictMode>,
)
