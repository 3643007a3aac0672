// The main process of an Electron app. Tokens stay in it: the window asks it to sign in and to call the API, and gets data.
// The scheme is in the app's package too (electron-builder: `protocols`; electron-forge: `protocols`), or the system won't know it.
import { join } from 'node:path'
import process from 'node:process'
import { createTokenFetch, createUserTokens } from '@grantkit/tokens'
import { app, BrowserWindow, ipcMain, safeStorage, shell } from 'electron'
import { createClient, createDiscoveryCache } from 'grantkit'
import { createSafeStore } from './safe-store.ts'
import { createSchemeLogin } from './scheme-login.ts'

const issuer = 'https://demo.example'
const clientId = 'desktop'
const api = 'https://api.example'
const scheme = 'com.example.desktop'

const discovery = createDiscoveryCache({ authority: issuer })
const oidc = { issuer, clientId, discovery, redirectUri: `${scheme}:/callback`, scope: 'openid profile offline_access' }
const login = createSchemeLogin(oidc, (url) => shell.openExternal(url))
const session = createUserTokens({
  client: createClient({ discovery, clientId }),
  key: clientId,
  store: createSafeStore(join(app.getPath('userData'), 'session'), safeStorage),
})
const call = createTokenFetch(session, { origins: [api] })

// on Windows and Linux the response starts a second instance, which passes it to the first
if (!app.requestSingleInstanceLock()) app.exit()
app.setAsDefaultProtocolClient(scheme)
app.on('second-instance', (_event, argv) => {
  const url = argv.find((each) => each.startsWith(`${scheme}:`))
  if (url) login.receive(url)
})
// macOS
app.on('open-url', (event, url) => {
  event.preventDefault()
  login.receive(url)
})

let attempt: AbortController | undefined
ipcMain.handle('sign-in', async () => {
  attempt?.abort(new Error('another sign-in has started'))
  attempt = new AbortController()
  const result = await login.signIn(AbortSignal.any([attempt.signal, AbortSignal.timeout(300_000)]))
  if (result.status !== 'completed') return { status: result.status }
  await session.startSession(result.token, { data: { sub: result.claims?.sub, name: result.claims?.name } })
  return { status: 'completed' }
})
ipcMain.handle('user', async () => (await session.getSession())?.data)
ipcMain.handle('orders', async () => (await call(`${api}/orders`)).json())
ipcMain.handle('sign-out', async () => {
  await session.endSession({ revoke: true })
})

await app.whenReady()
const window = new BrowserWindow({
  webPreferences: { contextIsolation: true, sandbox: true, preload: join(import.meta.dirname, 'preload.cjs') },
})
// the window shows only this app
window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
window.webContents.on('will-navigate', (event) => event.preventDefault())
await window.loadFile(join(import.meta.dirname, 'index.html'))
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})
