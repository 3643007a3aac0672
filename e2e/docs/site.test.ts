import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLinks } from '../../docs/site/check-links.ts'
import { siteFolder } from '../../docs/site/site-folders.ts'
import { root, run } from '../packaging/run.ts'
import { launchChromium } from '../setup/launch.mjs'
import { serveSite } from './serve-site.ts'

describe('the site', () => {
  let build: { status: unknown; output: string }
  let site: Awaited<ReturnType<typeof serveSite>>
  let browser: Browser
  beforeAll(async () => {
    build = await run(process.execPath, [join(root, 'docs/site/build-site.ts')], root, 170_000)
    ;[site, browser] = await Promise.all([serveSite(siteFolder), launchChromium()])
  }, 180_000)
  afterAll(async () => {
    site?.close()
    await browser?.close()
  })

  /** A page of the site, in a browser without other hosts. `asked` lists the requests to other hosts. */
  async function open(path: string, options = {}): Promise<{ page: Page; asked: string[]; errors: string[] }> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const asked: string[] = []
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(`${error}`))
    await page.route(
      (url) => url.origin !== site.origin,
      (route) => {
        asked.push(route.request().url())
        return route.abort()
      },
    )
    await page.goto(`${site.origin}${path}`)
    return { page, asked, errors }
  }

  it('builds, and every link and anchor leads somewhere', () => {
    expect(build.output).toMatch(/\b(?!0 )\d+ pages, (?!0 )\d+ links followed, 0 broken/)
    expect(build.status).toBe(0)
  })

  it('needs no other host, and has no error in a browser', async () => {
    const { page, asked, errors } = await open('/guides/authorization-code.html')
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(asked).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('finds pages without a network', async () => {
    const { page, asked } = await open('/')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('PKCE')
    await page.locator('#localsearch-list a[href*="/guides/authorization-code"]').first().click()
    await page.waitForURL('**/guides/authorization-code.html**')
    expect(asked).toEqual([])
    await page.context().close()
  })

  it.for([
    { colorScheme: 'light', other: 'dark' },
    { colorScheme: 'dark', other: 'light' },
  ])('shows diagrams drawn for a $colorScheme page', async ({ colorScheme, other }) => {
    const { page } = await open('/guides/authorization-code.html', { colorScheme })
    const diagram = page.locator('.diagram').first()
    await diagram.scrollIntoViewIfNeeded()
    const drawn = diagram.locator(`.diagram-${colorScheme}`)
    await expect.poll(() => drawn.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
    expect(await diagram.locator(`.diagram-${other}`).isVisible()).toBe(false)
    await page.context().close()
  })

  it('fits a narrow screen', async () => {
    const { page } = await open('/guides/authorization-code.html', { viewport: { width: 360, height: 800 } })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    await page.context().close()
  })
})

it('the check of links reports a missing page, anchor, file and repository file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-links-'))
  const repository = { prefix: 'https://forge.example/blob/main/', folder: root }
  const links = [
    'b.html#there',
    './b#there',
    '/site/b.html',
    'https://forge.example/blob/main/README.md',
    'https://elsewhere.example/',
  ]
  const wrong = ['b.html#gone', 'c.html', '/b.html', 'a.png', '#gone', 'https://forge.example/blob/main/GONE.md']
  try {
    const page = [...links, ...wrong].map((link) => `<a class="x" href="${link}">x</a>`).join('')
    writeFileSync(join(folder, 'a.html'), page)
    writeFileSync(join(folder, 'b.html'), '<h1 id="there">b</h1>')
    const report = checkLinks(folder, '/site/', repository)
    expect(report.broken).toEqual(wrong.map((link) => `a.html: ${link}`))
    expect(report.pages).toBe(2)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
