// Takes pictures of the example pages in every state, wide and narrow, into `pictures` beside this file: `pnpm pictures`.
// It fails if a page is wider than the window, or if something moves between two states.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { logInAtServer } from '../login/harness/world.ts'
import { launchChromium } from '../setup/launch.mjs'
import { type LoginPage, loginPages, startLoginPage } from './login-pages.ts'

const folder = join(import.meta.dirname, 'pictures')
const sizes = { wide: { width: 1024, height: 420 }, narrow: { width: 360, height: 520 } }
const faults: string[] = []

/** Delays or replaces the server's responses. */
interface Trouble {
  path?: string
  kind?: 'hold' | 'fail' | 'cut'
  release?: () => void
}

async function takePictures(browser: Browser, example: LoginPage): Promise<void> {
  const trouble: Trouble = {}
  const place = await startLoginPage(example, {
    before: async (ctx, next) => {
      if (ctx.path !== trouble.path || ctx.method === 'OPTIONS') return next()
      if (trouble.kind === 'cut') return ctx.req.socket.destroy()
      if (trouble.kind === 'fail') {
        // CORS lets the page read it
        ctx.set({ 'access-control-allow-origin': '*' })
        ctx.status = 502
        ctx.body = '<h1>Bad gateway</h1>'
        return
      }
      await new Promise<void>((release) => Object.assign(trouble, { release }))
      return next()
    },
  })
  const context = await browser.newContext({ viewport: sizes.wide, deviceScaleFactor: 1 })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  page.on('console', (message) => {
    if (/error|warning/.test(message.type()) && !/Failed to load resource|favicon/.test(message.text())) {
      faults.push(`${example}: ${message.text()}`)
    }
  })
  page.on('pageerror', (error) => faults.push(`${example}: ${error}`))
  const taken: string[] = []
  const places = new Map<string, string>()

  async function take(state: string, status: RegExp, notice?: RegExp): Promise<void> {
    await page.locator('#status', { hasText: status }).waitFor()
    if (notice) await page.locator('#notice', { hasText: notice }).waitFor()
    for (const [name, size] of Object.entries(sizes)) {
      await page.setViewportSize(size)
      const file = `${example}-${taken.length + 1}-${state.replaceAll(' ', '-')}-${name}.png`
      await page.screenshot({ path: join(folder, file), animations: 'disabled' })
      taken.push(file)
      checkPlace(`${example}, ${state}, ${name}`, name, await measurePlace(page))
    }
  }

  function checkPlace(
    what: string,
    size: string,
    { tooWide, ...tops }: Awaited<ReturnType<typeof measurePlace>>,
  ): void {
    if (tooWide > 0) faults.push(`${what}: ${tooWide} pixels wider than the window`)
    const before = places.get(size)
    places.set(size, JSON.stringify(tops))
    if (before && before !== places.get(size)) faults.push(`${what}: moved from ${before} to ${places.get(size)}`)
  }

  await page.goto(place.pages.origin)
  await take('signed out', /^Signed out/)

  Object.assign(trouble, { path: '/.well-known/openid-configuration', kind: 'fail' })
  await page.click('#login')
  await take('error', /^Signed out/, /can’t be reached/)

  Object.assign(trouble, { kind: 'hold' })
  await page.click('#login')
  await take('signing in', /^Signing in/)
  trouble.path = ''
  trouble.release?.()

  await page.click('a[href$="/abort"]')
  await take('cancelled', /^Signed out/, /You were not signed in/)

  Object.assign(trouble, { path: '/token', kind: 'hold' })
  await page.click('#login')
  await logInAtServer(page)
  await take('back from the server', /^(Signing in|Loading)/)
  trouble.path = ''
  trouble.release?.()
  await take('signed in', /^Signed in as Alice/)

  await page.click('#call')
  await page.locator('#answer', { hasText: 'alice' }).waitFor()
  await take('API called', /^Signed in as Alice/)

  // a worker isn't offline when its page is
  Object.assign(trouble, { path: new URL(`${place.server.api}/hello`).pathname, kind: 'cut' })
  await context.setOffline(true)
  await page.click('#call')
  await take('offline', /^Signed in as Alice/, /You are offline/)
  trouble.path = ''
  await context.setOffline(false)

  const other = await context.newPage()
  await other.goto(place.pages.origin)
  await other.click('#logout')
  await take('signed out by another tab', /^Signed out/, /in another tab/)

  await context.close()
  await place.close()
  await makeSheet(browser, example, taken)
}

/** The positions of the elements, and by how much the page is too wide. */
function measurePlace(page: Page) {
  return page.evaluate(() => {
    const topOf = (css: string) => document.querySelector(css)?.getBoundingClientRect().top
    return {
      tooWide: document.documentElement.scrollWidth - innerWidth,
      status: topOf('#status'),
      actions: topOf('.actions'),
      notice: topOf('#notice'),
    }
  })
}

/** All pictures of an example in one image. */
async function makeSheet(browser: Browser, example: LoginPage, files: readonly string[]): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1480, height: 400 } })
  const images = files.map((file) => {
    const data = readFileSync(join(folder, file), 'base64')
    return `<figure><figcaption>${file}</figcaption><img src="data:image/png;base64,${data}" height="300"></figure>`
  })
  const style = 'body{display:flex;flex-wrap:wrap;background:#888;font:12px sans-serif}figure{margin:4px}'
  await page.setContent(`<style>${style}</style>${images.join('')}`)
  writeFileSync(join(folder, `${example}.png`), await page.screenshot({ fullPage: true }))
  await page.close()
}

if (!process.argv[2]) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const browser = await launchChromium()
try {
  for (const example of loginPages) {
    if (process.argv[2] && process.argv[2] !== example) continue
    await takePictures(browser, example)
    console.log(join(folder, `${example}.png`))
  }
} finally {
  await browser.close()
}
if (faults.length) {
  console.error(faults.join('\n'))
  process.exitCode = 1
}
// a page that was left keeps sockets of the server open
process.exit()
