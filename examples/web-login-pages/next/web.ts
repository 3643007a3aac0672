// lib/web.ts of a Next.js app: one object for route handlers and server components
import process from 'node:process'
import { createOidcClient } from '@grantkit/oidc'
import { createWebLogin } from '@grantkit/oidc/web-login'
import { createMemoryLock, createMemoryStore } from '@grantkit/tokens'

const { ISSUER: issuer = '', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env
const { BASE_URL: baseUrl = '', COOKIE_KEY = '' } = process.env

export const web = createWebLogin({
  client: createOidcClient({ issuer, clientId, clientSecret, redirectUri: `${baseUrl}/auth/callback` }),
  baseUrl,
  keys: [{ id: '1', key: Uint8Array.from(atob(COOKIE_KEY), (byte) => byte.charCodeAt(0)) }],
  // a server component can't set cookies, so the session is in a store
  store: createMemoryStore(),
  lock: createMemoryLock(),
})
