import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LoopbackOptions, loginOnLoopback } from '@grantkit/oidc/loopback'
import { afterAll, describe, expect, it } from 'vitest'
import { startExample } from '../examples/start-example.ts'
import { codeBlocks } from '../readme/code-blocks.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'
import { launchChromium } from '../setup/launch.mjs'
import { clientOf } from './sign-in.ts'

const server = await startAuthorizationServer()
afterAll(() => server.close())
const codes = () => server.requests.filter(({ path, form }) => path === '/token' && form.code).length

/** A pending login, and the URL for its user. */
async function start(options: Partial<LoopbackOptions> = {}) {
  let onUrl: (url: string) => void = () => {}
  const shown = new Promise<string>((resolve) => {
    onUrl = resolve
  })
  const client = clientOf(server, { ...server.clients.native, redirectUri: 'http://127.0.0.1/callback' })
  const result = loginOnLoopback(client, { onUrl, ...options })
  const url = await shown
  const { searchParams } = new URL(url)
  return { url, result, redirectUri: searchParams.get('redirect_uri') ?? '', state: searchParams.get('state') ?? '' }
}

/** The first block of the README's section for command lines, as a program. */
async function readmeProgram(): Promise<string> {
  const readme = await readFile(new URL('../../packages/oidc/README.md', import.meta.url), 'utf8')
  const section = readme.split('\n## A command-line program\n')[1]
  if (!section) throw new Error('the README has no such section any more')
  const blocks = codeBlocks(section)
  const code = blocks.find(({ language }) => language === 'ts')?.code ?? ''
  const folder = new URL('../dist/oidc-readme/', import.meta.url)
  await mkdir(folder, { recursive: true })
  const file = new URL(`command-line-${Date.now()}.ts`, folder)
  await writeFile(
    file,
    code.replace('https://demo.example', server.issuer).replace("'cli'", `'${server.clients.native.clientId}'`),
  )
  return fileURLToPath(file)
}

describe('the command line of the README', () => {
  it.each([
    ['opens the browser itself', true],
    ['shows the URL to a user whose browser it can’t open', false],
  ])('%s, and ends by itself (scenario 66)', async (_, opens) => {
    const alice = fileURLToPath(new URL('alice.mjs', import.meta.url))
    const env = { BROWSER: opens ? alice : '/nowhere', PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
    const args = ['--conditions=@grantkit/source', await readmeProgram()]
    const program = startExample(process.execPath, args, env)
    const [, url = ''] = await program.printed(/To sign in, open (\S+)\n/)
    if (!opens) await new UserAgent().visit(url)
    const { code, stdout, stderr } = await program.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Signed in as alice\n')
  })
})

describe('a login on loopback in Chromium', async () => {
  // a host name that resolves to this machine, as a hostile page may use
  const browser = await launchChromium('--host-resolver-rules=MAP rebound.example 127.0.0.1')
  afterAll(() => browser.close())

  it('ends on a page without script, and accepts the code once', async () => {
    const before = codes()
    const { url, result } = await start()
    const page = await browser.newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.goto(url)
    await page.fill('[name=login]', 'alice')
    await page.fill('[name=password]', 'wonderland')
    await page.click('button')
    await page.click('button')
    await page.waitForSelector('text=You are signed in')
    expect(await page.content()).not.toContain('<script')
    expect(await result).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
    // the policy also blocks scripts that an extension or a proxy adds
    const ran = page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "a script ran"'
      document.body.append(script)
      return document.title
    })
    expect(await ran).toBe('You are signed in')
    // the listener has stopped, so a reload fails
    await expect(page.reload()).rejects.toThrow('ERR_CONNECTION_REFUSED')
    expect(codes()).toBe(before + 1)
    await page.close()
  })

  it('says so if the user cancels', async () => {
    const { url, result } = await start()
    const page = await browser.newPage()
    await page.goto(url)
    await page.click('text=Cancel')
    await page.waitForSelector('text=You are not signed in')
    expect(await result).toMatchObject({ status: 'denied', error: 'access_denied' })
    await page.close()
  })

  it('ignores hostile pages: guesses, forms, frames, other origins, and a rebound host name (scenario 66)', async () => {
    const before = codes()
    const { url, result, redirectUri, state } = await start()
    const evil = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>evil</p>'))
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    const { port } = new URL(redirectUri)
    const page = await browser.newPage()
    await page.goto(`http://localhost:${(evil.address() as AddressInfo).port}/`)
    const read = await page.evaluate(
      async ([target = '']) => {
        const reached: string[] = []
        const attempts: [string, RequestInit][] = [
          [`${target}?code=stolen&state=guessed`, {}],
          [`${target}?error=access_denied`, { mode: 'no-cors' }],
          [target, { method: 'POST', body: 'code=stolen', mode: 'no-cors' }],
          [target, { method: 'PUT', headers: { 'x-evil': '1' } }],
        ]
        for (const [address, init] of attempts) {
          const answer = await fetch(address, init).catch(() => undefined)
          reached.push(`${answer?.type ?? 'refused'} ${answer?.status ?? ''}`.trim())
        }
        for (const name of ['img', 'iframe'] as const) {
          const element = document.createElement(name)
          const done = new Promise((resolve) => {
            element.onload = resolve
            element.onerror = resolve
          })
          element.src = `${target}?code=stolen&state=guessed`
          document.body.append(element)
          await done
        }
        return reached
      },
      [redirectUri],
    )
    // even requests that need no preflight can't read a response (Cross-Origin-Resource-Policy)
    expect(read).toEqual(['refused', 'refused', 'refused', 'refused'])
    const rebound = await page.goto(`http://rebound.example:${port}/callback?code=stolen&state=${state}`)
    expect(rebound?.status()).toBe(400)
    expect(codes()).toBe(before)
    await page.close()
    evil.close()

    expect((await new UserAgent().visit(url)).html).toContain('You are signed in')
    expect(await result).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
    expect(codes()).toBe(before + 1)
  })
})

it('accepts a pasted callback if the browser is on another machine', async () => {
  const asked: (string | undefined)[] = []
  let paste: (text: string) => void = () => {}
  const { url, result, redirectUri } = await start({
    paste: (_, refused) => {
      asked.push(refused)
      return new Promise((resolve) => {
        paste = resolve
      })
    },
  })
  const arrival = await new UserAgent().visit(url, { until: redirectUri })
  paste('http://127.0.0.1/callback?code=of-yesterday&state=old')
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBe(2)
  expect(asked[1]).toContain('not the response to this sign-in')
  paste(`${arrival.url}\n`)
  expect(await result).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
})
