import { type BrowserClient, createBrowserClient } from '@grantkit/browser'
import { expect, it, onTestFinished } from 'vitest'

function page(): BrowserClient {
  const auth = createBrowserClient({
    issuer: 'https://as.example',
    clientId: 'spa',
    redirectUri: `${location.origin}/callback`,
    callback: 'manual',
    keep: 'memory',
    navigate: () => {},
    fetch: async () => new Response(null, { status: 404 }),
  })
  onTestFinished(() => auth.dispose())
  return auth
}

const signIns = [
  ['options', null],
  ['options', 'popup'],
  ['mode', { mode: 'window' }],
  ['popupBlocked', { popupBlocked: 'redirekt' }],
  ['keepPopupOpen', { keepPopupOpen: 'no' }],
  ['closedGraceMs', { closedGraceMs: Number.NaN }],
  ['signal', { signal: false }],
] as const

it.for([
  ...signIns.map(([field, options]) => ['signIn', field, options] as const),
  ...signIns.map(([field, options]) => ['ensureSignedIn', field, options] as const),
  ['signOut', 'options', null],
  ['signOut', 'scope', { scope: 'Local' }],
  ['signOut', 'revoke', { revoke: null }],
  ['signOut', 'idTokenHint', { idTokenHint: 0 }],
] as const)('%s refuses a mistaken %s by its name, and nothing begins: %j', async ([method, field, options]) => {
  const auth = page()
  await auth.ready
  const before = auth.getSnapshot()
  // it never throws: a handler of rejections sees it
  const call = auth[method](options as never)
  await expect(call).rejects.toThrow(new RegExp(`^${field}: pass`))
  expect(auth.getSnapshot()).toBe(before)
})

it.for([[null], [undefined], ['https://api.example']])('forResource refuses %j, which names no API', ([target]) => {
  expect(() => page().forResource(target as never)).toThrow(/^target: pass an object/)
})
