import { createMemoryLock, createMemoryStore } from '@grantkit/tokens'
import { expect, it } from 'vitest'
import { createOidcClient } from '../create-oidc-client.ts'
import { clientId, issuer } from '../testing/fake-issuer.ts'
import { webKeys } from '../testing/web-app.ts'
import { createWebLogin, type WebLoginSettings } from '../web-login.ts'

const client = createOidcClient({ issuer, clientId, redirectUri: 'https://app.example/auth/callback' })
const good: WebLoginSettings = {
  ...{ client, baseUrl: 'https://app.example', keys: webKeys },
  ...{ store: createMemoryStore(), lock: createMemoryLock() },
}
const short = [{ id: '1', key: new Uint8Array(16) }]
const twice = [...webKeys, ...webKeys]
const onLoopback = createOidcClient({ issuer, clientId, redirectUri: 'http://localhost:1/auth/callback' })

it.for<[string, object, string]>([
  ['no client', { client: undefined }, 'client: pass the client that createOidcClient returned'],
  ['the settings of a client', { client: { issuer } }, 'client: pass the client that createOidcClient returned'],
  [
    'no base URL',
    { baseUrl: undefined },
    'baseUrl: pass an https: URL without query or fragment; http: is for loopback only',
  ],
  [
    'plain http',
    { baseUrl: 'http://app.example' },
    'baseUrl: pass an https: URL without query or fragment; http: is for loopback only',
  ],
  [
    'a query',
    { baseUrl: 'https://app.example/?a' },
    'baseUrl: pass an https: URL without query or fragment; http: is for loopback only',
  ],
  [
    'another host than that of the redirect URI',
    { baseUrl: 'https://www.app.example' },
    "baseUrl: pass the URL at which users see the app: the client's redirectUri is on https://app.example",
  ],
  [
    'a redirect URI of a base URL with a slash at its end',
    { client: createOidcClient({ issuer, clientId, redirectUri: 'https://app.example//auth/callback' }) },
    'client.redirectUri: pass a URL without // in its path: a base URL ends without a slash',
  ],
  [
    'no keys',
    { keys: undefined },
    'keys: pass one or more { id, key }, each key of 32 random bytes; the first one seals, all of them open',
  ],
  [
    'an empty list',
    { keys: [] },
    'keys: pass one or more { id, key }, each key of 32 random bytes; the first one seals, all of them open',
  ],
  ['a short key', { keys: short }, 'keys (1): pass 32 random bytes, or a CryptoKey of AES-GCM with 256 bits'],
  ['a missing key', { keys: [{ id: '1' }] }, 'keys (1): pass 32 random bytes, or a CryptoKey of AES-GCM with 256 bits'],
  ['a text for a key', { keys: [{ id: '1', key: 'secret' }] }, 'keys (1): pass bytes: decode the text first'],
  ['a key without an id', { keys: [{ key: new Uint8Array(32) }] }, 'keys: pass an id with each key, such as the year'],
  ['an id twice', { keys: twice }, 'keys: pass another id for each key'],
  [
    'no store',
    { store: undefined },
    'store: pass createMemoryStore() for one process, or session: "cookie" for sealed cookies',
  ],
  [
    'no lock',
    { lock: undefined },
    'lock: pass createMemoryLock() for one process, or session: "cookie" for sealed cookies',
  ],
  ['something else for a store', { store: new Set() }, 'store: pass'],
  ['another kind of session', { session: 'jwt' }, 'session: pass "store" or "cookie"'],
  ['a path without a slash', { path: 'auth' }, 'path: pass one like /auth'],
  ['a path with a slash at its end', { path: '/auth/' }, 'path: pass one like /auth'],
  ['no idle time', { idleMs: 0 }, 'idleMs: pass milliseconds above 0'],
  ['a session that ends before it is idle', { maxMs: 1000 }, 'maxMs: pass milliseconds, not less than idleMs'],
  ['a session without end', { maxMs: Number.POSITIVE_INFINITY }, 'maxMs: pass milliseconds, not less than idleMs'],
  ['a cookie name with a space', { cookieName: 'my app' }, 'cookieName: pass letters, digits, - and _'],
  [
    '__Host- without https',
    { client: onLoopback, baseUrl: 'http://localhost:1', cookieName: '__Host-a' },
    'cookieName: pass one without __Host-, which needs https:',
  ],
  ['no function', { onError: 'log' }, 'onError: pass a function'],
  ['no object', Number, 'settings: pass an object'],
])('refuses %s', ([, wrong, message]) => {
  const settings = wrong === Number ? 1 : { ...good, ...wrong }
  expect(() => createWebLogin(settings as WebLoginSettings)).toThrow(message)
  expect(() => createWebLogin(settings as WebLoginSettings)).toThrow(TypeError)
})

it('accepts a WebCrypto key', async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  expect(createWebLogin({ ...good, keys: [{ id: '1', key }] })).toBeDefined()
})

it('refuses a client whose own client can’t refresh', () => {
  const { createAuthorizeUrl, ...others } = { createAuthorizeUrl: () => '' } as never as Record<string, never>
  const own = createOidcClient({ ...client.settings, client: { createAuthorizeUrl, ...others } as never })
  expect(() => createWebLogin({ ...good, client: own })).toThrow(/^client\.client: pass a whole client/)
})
