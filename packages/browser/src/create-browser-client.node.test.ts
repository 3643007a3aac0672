import { type BrowserClientSettings, createBrowserClient } from '@grantkit/browser'
import { describe, expect, it } from 'vitest'

const settings = { issuer: 'https://as.example', clientId: 'spa', redirectUri: 'https://app.example/callback' }

describe('a browser client on a server', () => {
  it('stays restoring, and does nothing', async () => {
    const auth = createBrowserClient(settings)
    expect(auth.getSnapshot()).toEqual({ status: 'restoring' })
    expect(auth.getSnapshot()).toBe(auth.getServerSnapshot())
    expect(await auth.ready).toEqual({ status: 'restoring' })
    expect(await auth.handleCallback()).toEqual({ status: 'none' })
    expect(await auth.getSession()).toBeUndefined()
    auth.subscribe(() => {})()
    auth.dispose()
  })

  it('refuses calls that need a page', async () => {
    const auth = createBrowserClient(settings)
    for (const call of [auth.signIn, auth.ensureSignedIn, auth.signOut, auth.getAccessToken]) {
      await expect(call()).rejects.toThrow(/^client: pass/)
    }
  })
})

it.for<[string, object]>([
  ['issuer', { issuer: '' }],
  ['clientId', { clientId: undefined }],
  ['redirectUri', { redirectUri: '/callback' }],
  ['postLogoutRedirectUri', { postLogoutRedirectUri: '/' }],
  ['origins', { origins: 'https://api.example' }],
  ['keep', { keep: 'cookie' }],
  ['callback', { callback: 'automatic' }],
  ['preload', { preload: true }],
  ['renew', { renew: 'always' }],
  ['maxAutomaticSignIns', { maxAutomaticSignIns: -1 }],
  ['automaticWindowMs', { automaticWindowMs: 0 }],
  ['accessTokens', { accessTokens: 'nowhere' }],
  // tokens in the page are not what was asked for
  ['worker', { accessTokens: 'worker' }],
  ['encrypt', { worker: () => {}, encrypt: true }],
  ['store', { worker: () => {}, store: new Map() }],
  ['fetch', { worker: () => {}, fetch }],
  // nothing of these turns off what they stand for
  ...[null, 0, '', 'false'].map((encrypt): [string, object] => ['encrypt', { encrypt }]),
  ...[null, 0, '', 'ES256'].map((dpop): [string, object] => ['dpop', { dpop }]),
  ...[null, false, 0, ''].map((worker): [string, object] => ['worker', { worker }]),
  ['navigate', { navigate: false }],
  // a page can keep no secret
  ['clientSecret', { clientSecret: 'secret' }],
  ['clientAssertion', { clientAssertion: () => {} }],
  ['client', { client: {} }],
  // what a login would refuse later
  ['redirectUri', { redirectUri: 'javascript:alert(1)' }],
  ['redirectUri', { redirectUri: 'https://app.example/#/callback' }],
  ['loginTtlMs', { loginTtlMs: Infinity }],
  ['responseMode', { responseMode: 'form_post' }],
  ['basePath', { basePath: '//evil.example' }],
  ['pushedRequests', { pushedRequests: 'maybe' }],
  ['metadata.issuer', { metadata: { issuer: 'https://other.example' } }],
])('a mistaken %s is refused by its name', ([field, mistake]) => {
  const given = { ...settings, ...mistake } as BrowserClientSettings
  expect(() => createBrowserClient(given)).toThrow(new RegExp(`^${field}: pass`))
})
