import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AuthorizationServer, startAuthorizationServer } from '../server/authorization-server.ts'
import { launchChromium } from '../setup/launch.mjs'
import { type CodeBlock, codeBlocks } from './code-blocks.ts'
import { bundleCode } from './page.ts'

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
const umd = new URL('../../packages/core/dist/grantkit.umd.min.js', import.meta.url)
const blocks = codeBlocks(readme)

/** The only block in this language that contains `text`. */
function block(language: string, text: string): string {
  const found = blocks.filter((each: CodeBlock) => each.language === language && each.code.includes(text))
  expect(found, text).toHaveLength(1)
  return found[0]?.code ?? ''
}

let server: AuthorizationServer
let pages: Server
let origin: string
let browser: Browser
/** The page, and the script of each path. */
let html = ''
let scripts: Record<string, string> = {}

beforeAll(async () => {
  pages = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const script = scripts[pathname]
    response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript' })
    response.end(script ?? html)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => pages.once('listening', resolve))
  origin = `http://localhost:${(pages.address() as AddressInfo).port}`
  server = await startAuthorizationServer({ pageOrigin: origin, interaction: 'auto' })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  pages?.close()
  pages?.closeAllConnections()
})

/** The block with the address of the real server. */
const here = (code: string): string =>
  code
    .replaceAll('https://demo.example/connect/authorize', server.authorizationEndpoint)
    .replaceAll('https://demo.example/connect/token', server.tokenEndpoint)
    .replaceAll('https://demo.example/jwks', server.jwksUri)
    .replaceAll('https://demo.example', server.issuer)

const tokenRequests = () => server.requests.filter(({ path }) => path === '/token')

async function open(): Promise<{ page: Page; said: string[] }> {
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(`${error}`))
  return { page, said }
}

it('the login of the README signs a user in, and a reload does not send the code again', async () => {
  const before = block('ts', "sessionStorage.setItem('login'")
  const after = block('ts', 'parseAuthorizeResponse(url')
  html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/start.js"></script>'
  scripts = {
    '/start.js': `import(location.pathname === '/callback' ? '/after.js' : '/idle.js')`,
    '/idle.js': `document.title = 'idle'`,
    '/before.js': await bundleCode(here(before)),
    '/after.js': await bundleCode(here(after)),
  }
  const { page, said } = await open()
  await page.goto(origin)
  await page.addScriptTag({ type: 'module', url: '/before.js' })
  await expect.poll(() => said, { timeout: 15_000 }).toContain('signed in as alice')
  expect(page.url()).toBe(`${origin}/`)
  expect(tokenRequests().map(({ status }) => status)).toEqual([200])

  await page.reload()
  await expect.poll(() => page.title(), { timeout: 15_000 }).toBe('idle')
  await page.goBack()
  await page.goForward()
  expect(tokenRequests()).toHaveLength(1)
  await page.close()
})

it('the script of the README for a page without modules starts a login', async () => {
  const tags = block('html', 'grantkit.umd.min.js')
  html = `<!doctype html><link rel="icon" href="data:,">${tags}`
  scripts = { '/grantkit.umd.min.js': await readFile(umd, 'utf8'), '/page.js': here(block('js', 'createAuthorizeUrl')) }
  const { page, said } = await open()
  await page.goto(origin)
  await page.click('#login')
  await page.waitForURL(`${origin}/callback?**`)
  expect(said).toEqual([])
  const { searchParams } = new URL(page.url())
  const { state } = JSON.parse((await page.evaluate(() => sessionStorage.getItem('login'))) ?? '{}')
  expect(searchParams.get('state')).toBe(state)
  expect(searchParams.has('code')).toBe(true)
  await page.close()
})
