// lib/web.ts of a Next.js app: one object for route handlers and server components
import process from 'node:process'
import { createOidcClient } from '@grantkit/oidc'
import { createWebLogin, type WebLogin } from '@grantkit/oidc/web-login'
import { createMemoryLock, createMemoryStore } from '@grantkit/tokens'

// Next.js loads this file once for route handlers and again for pages: they must share the store
const shared = globalThis as { grantkitWeb?: WebLogin }

/** Creates it at the first request: `next build` runs this file too, without the environment of the server. */
export function getWeb(): WebLogin {
  shared.grantkitWeb ??= createWeb(process.env)
  return shared.grantkitWeb
}

function createWeb({ ISSUER, CLIENT_ID, CLIENT_SECRET, BASE_URL, COOKIE_KEY }: NodeJS.ProcessEnv): WebLogin {
  const [issuer = '', clientId = '', clientSecret = '', baseUrl = ''] = [ISSUER, CLIENT_ID, CLIENT_SECRET, BASE_URL]
  return createWebLogin({
    client: createOidcClient({ issuer, clientId, clientSecret, redirectUri: `${baseUrl}/auth/callback` }),
    baseUrl,
    // 32 random bytes, in base64: openssl rand -base64 32
    keys: [{ id: '1', key: Buffer.from(COOKIE_KEY ?? '', 'base64') }],
    // a server component can't set cookies, so the session is in a store
    store: createMemoryStore(),
    lock: createMemoryLock(),
    onError: (error) => console.error(`${error}`),
  })
}
