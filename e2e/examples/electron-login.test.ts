import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUserTokens } from '@grantkit/tokens'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSafeStore, type SafeStorage } from '../../examples/electron-login/safe-store.ts'
import { createSchemeLogin } from '../../examples/electron-login/scheme-login.ts'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const redirectUri = 'com.example.desktop:/callback'
let server: AuthorizationServer
let folder: string
beforeAll(async () => {
  server = await startAuthorizationServer()
  folder = await mkdtemp(join(tmpdir(), 'grantkit-desktop-'))
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true })
})

/** The app, and what it opens in the user's browser. */
function desktop() {
  const opened: string[] = []
  const settings = { issuer: server.issuer, ...server.clients.desktop, redirectUri }
  return { opened, login: createSchemeLogin(settings, (url) => opened.push(url)) }
}
const patience = () => AbortSignal.timeout(20_000)
const comeBack = async (url = '') => `${(await new UserAgent().visit(url, { until: redirectUri })).url}`

describe('the login of the Electron app, by its own scheme', () => {
  it('signs alice in, whatever other programs send to the scheme', async () => {
    const { opened, login } = desktop()
    const result = login.signIn(patience())
    await expect.poll(() => opened, { timeout: 20_000 }).toHaveLength(1)
    for (const url of [
      '',
      'com.example.desktop:',
      `${redirectUri}?code=stolen&state=guessed`,
      `${redirectUri}?error=x`,
    ]) {
      login.receive(url)
    }
    const response = await comeBack(opened[0])
    login.receive(response)
    expect(await result).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
    const before = server.requests.length
    login.receive(response)
    expect(server.requests).toHaveLength(before)
  })

  it('ends if the app aborts, and accepts no response afterwards', async () => {
    const { opened, login } = desktop()
    const stop = new AbortController()
    const result = login.signIn(stop.signal)
    await expect.poll(() => opened, { timeout: 20_000 }).toHaveLength(1)
    stop.abort('closed')
    await expect(result).rejects.toBe('closed')
    const before = server.requests.filter(({ path }) => path === '/token').length
    login.receive(await comeBack(opened[0]))
    expect(server.requests.filter(({ path }) => path === '/token')).toHaveLength(before)
  })
})

describe('the store of the Electron app', () => {
  /** A keychain, as Electron's `safeStorage` is one. */
  function keychain(): SafeStorage & { isOpen: boolean } {
    const key = randomBytes(32)
    return {
      isOpen: true,
      isEncryptionAvailable() {
        return this.isOpen
      },
      encryptString(text) {
        const iv = randomBytes(12)
        const cipher = createCipheriv('aes-256-gcm', key, iv)
        const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
        return Buffer.concat([iv, cipher.getAuthTag(), encrypted])
      },
      decryptString(all) {
        const decipher = createDecipheriv('aes-256-gcm', key, all.subarray(0, 12)).setAuthTag(all.subarray(12, 28))
        return Buffer.concat([decipher.update(all.subarray(28)), decipher.final()]).toString('utf8')
      },
    }
  }
  const address = 'https://as.example/token'
  const open = (path: string, safe: SafeStorage) =>
    createUserTokens({ address, clientId: 'desktop', key: 'desktop', store: createSafeStore(path, safe) })

  it('keeps the session for the next start, and nothing readable', async () => {
    const path = join(folder, 'deep', 'session')
    const safe = keychain()
    await open(path, safe).startSession(
      { accessToken: 'planted-access', refreshToken: 'planted-refresh' },
      { data: 'alice' },
    )
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'latin1')).not.toMatch(/planted|alice/)
    const next = open(path, safe)
    expect(await next.getSession()).toMatchObject({ data: 'alice' })
    expect(await next.getAccessToken()).toMatchObject({ accessToken: 'planted-access' })
  })

  it('says so if the keychain is locked, and loses nothing', async () => {
    const path = join(folder, 'locked')
    const safe = keychain()
    await open(path, safe).startSession({ accessToken: 'a', refreshToken: 'r' }, { data: 'alice' })
    safe.isOpen = false
    await expect(createSafeStore(path, safe).get('desktop')).rejects.toThrow('the keychain of this system is locked')
    safe.isOpen = true
    expect(await open(path, safe).getSession()).toMatchObject({ data: 'alice' })
  })

  it('writes one after the other, and compares before each write', async () => {
    const store = createSafeStore(join(folder, 'writes'), keychain())
    const written = await Promise.all(['a', 'b', 'c'].map((value) => store.set('key', value, { expected: null })))
    expect(written).toEqual([true, false, false])
    expect(await store.get('key')).toBe('a')
    await Promise.all([store.set('one', '1'), store.set('two', '2')])
    expect([await store.get('one'), await store.get('two')]).toEqual(['1', '2'])
  })
})
