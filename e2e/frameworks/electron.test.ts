import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UserTokens } from '@grantkit/tokens'
import { fetch as fetchFromServer } from 'undici'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replayServer } from '../providers/replayed-server.ts'
import { pageProgram } from './page-program.ts'
// loaded with this file, because on a busy machine it takes longer than a test's timeout
import '@grantkit/oidc/loopback'
import '@grantkit/oidc'

interface Shell {
  encryptString(text: string): Uint8Array
  decryptString(bytes: Buffer): string
  openExternal(url: string): Promise<void>
  userData: string
}
interface Program {
  createSession(shell: Shell): { tokens: UserTokens; signIn(): Promise<string> }
}

const issuer = 'https://demo.example'
let userData: string
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'grantkit-electron-'))
})
afterEach(() => rmSync(userData, { recursive: true }))

it('a user signs in through the browser of the system, and the session outlives the program, encrypted', async () => {
  const server = await replayServer({
    [`${issuer}/.well-known/openid-configuration`]: {
      body: {
        issuer,
        authorization_endpoint: `${issuer}/connect/authorize`,
        token_endpoint: `${issuer}/connect/token`,
        jwks_uri: `${issuer}/jwks`,
      },
    },
  })
  server.answers[`${issuer}/jwks`] = { body: server.keys }
  const shell: Shell = {
    encryptString: (text) => Buffer.from(text).map((byte) => byte ^ 0x55),
    decryptString: (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0x55)).toString(),
    async openExternal(url) {
      const { searchParams } = new URL(url)
      const nonce = searchParams.get('nonce')
      server.answers[`${issuer}/connect/token`] = async () => ({
        body: {
          access_token: 'the-access-token',
          refresh_token: 'the-refresh-token',
          token_type: 'Bearer',
          expires_in: 3600,
          id_token: await server.sign({ iss: issuer, sub: 'alice', aud: 'desktop', nonce }),
        },
      })
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      back.search = `${new URLSearchParams({ code: 'c0de', state: searchParams.get('state') ?? '' })}`
      await (await fetchFromServer(back)).text()
    },
    userData,
  }
  const { createSession } = await (await pageProgram('electron'))<Program>('session.ts')
  expect(await createSession(shell).signIn()).toBe('alice')

  const { accessToken } = await createSession(shell).tokens.getAccessToken()
  expect(accessToken).toBe('the-access-token')
  expect(server.sentTo(`${issuer}/connect/token`)).toHaveLength(1)
  const folder = join(userData, 'sessions')
  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) expect(readFileSync(join(folder, file), 'latin1')).not.toMatch(/the-(access|refresh)-token/)
})
