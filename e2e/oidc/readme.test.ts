import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { loginFailures } from '@grantkit/oidc'
import { afterAll, describe, expect, it } from 'vitest'
import { codeBlocks } from '../readme/code-blocks.ts'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const readme = await readFile(new URL('../../packages/oidc/README.md', import.meta.url), 'utf8')
const server = await startAuthorizationServer({ pageOrigin })
afterAll(() => server.close())

it('lists each failure with its text, as the source has them', () => {
  const start = readme.indexOf('| `code` | `message` |')
  const rows = readme.slice(start).split('\n\n')[0]?.split('\n').slice(2)
  expect(rows).toEqual(Object.entries(loginFailures).map(([code, message]) => `| \`${code}\` | ${message} |`))
})

describe('the whole flow of the README', async () => {
  const { clientId, clientSecret } = server.clients.web
  const [block] = codeBlocks(readme).filter(({ language }) => language === 'ts')
  const code = (block?.code ?? '')
    .replace("'https://demo.example'", `'${server.issuer}'`)
    .replace("'web-app'", `'${clientId}'`)
    .replace("process.env.CLIENT_SECRET ?? ''", `'${clientSecret}'`)
    .replace("'https://app.example/callback'", `'${redirectUri}'`)
  const folder = new URL('../dist/oidc-readme/', import.meta.url)
  await mkdir(folder, { recursive: true })
  const file = new URL(`flow-${Date.now()}.ts`, folder)
  await writeFile(file, code)
  const { signIn, callback } = await import(/* @vite-ignore */ file.href)

  /** Logs a user in, with the cookie of the login. */
  async function visit(person = {}) {
    const redirect: Response = await signIn('/orders')
    expect(redirect.status).toBe(302)
    const { url } = await new UserAgent().visit(redirect.headers.get('location') ?? '', {
      until: redirectUri,
      ...person,
    })
    const [cookie = ''] = (redirect.headers.get('set-cookie') ?? '').split(';')
    return { url, cookie }
  }
  const comeBack = async (url: URL, cookie?: string) => {
    const response: Response = await callback(new Request(url, { headers: { ...(cookie && { cookie }) } }))
    return [response.status, await response.text()]
  }

  it('signs alice in, once', async () => {
    const { url, cookie } = await visit()
    expect(await comeBack(url, cookie)).toEqual([200, 'Hello alice'])
    expect(await comeBack(url, cookie)).toEqual([400, 'Please sign in again.'])
  })

  it('refuses a callback link from another browser', async () => {
    const { url } = await visit()
    expect(await comeBack(url)).toEqual([400, 'Please sign in again.'])
    const own = await visit()
    expect(await comeBack(url, own.cookie)).toEqual([400, loginFailures.state_mismatch])
  })

  it('says so if the user refuses', async () => {
    const { url, cookie } = await visit({ cancel: true })
    expect(await comeBack(url, cookie)).toEqual([403, 'You are not signed in.'])
  })
})
