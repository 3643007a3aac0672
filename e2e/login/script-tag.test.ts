import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { grants, seen, signIn, startWorld } from './harness/world.ts'

// the built file, which a page loads
const umd = readFileSync(fileURLToPath(import.meta.resolve('@grantkit/browser/grantkit.browser.umd.min.js')), 'utf8')
const digest = createHash('sha384').update(umd).digest('base64')
const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Script tag</title>
<script defer src="/grantkit.js" integrity="sha384-${digest}" crossorigin="anonymous"></script>
<script defer src="/config.global.js"></script><script defer src="/page.js"></script></head><body>
<p id="status"></p><p id="callback"></p><p id="result"></p><p id="pkce"></p>
<button id="signIn">Sign in</button><button id="signOut">Sign out</button><button id="api">API</button></body></html>`
const files = new Map([
  ['/grantkit.js', umd],
  ['/page.js', readFileSync(new URL('harness/script-tag.js', import.meta.url), 'utf8')],
])
const world = await startWorld({}, { html, files })
const { site, server, configure } = world
afterAll(() => world.close())

test.for([
  ['', {}],
  [', with DPoP', { clientId: 'spa-dpop', dpop: true }],
] as const)(
  '60: a script tag with SRI signs in, restores and signs out under the strict policy%s',
  async ([, settings]) => {
    configure(settings)
    const page = await (await world.context()).newPage()
    await signIn(page, world)
    expect(await page.textContent('#pkce')).toBe('S256')
    server.requests.length = 0
    await page.reload()
    await seen(page, /^signed_in alice/)
    expect(grants(world)).toEqual([])
    await page.click('#api')
    await page.locator('#result', { hasText: '200' }).waitFor()
    await page.click('#signOut')
    await page.waitForFunction(() => /Sign out/.test(document.querySelector('h1')?.textContent ?? ''))
    await page.click('button')
    await seen(page, /^signed_out/)
    await page.locator('#callback', { hasText: 'signed_out' }).waitFor()
    expect(site.violations).toEqual([])
  },
)

test('a script tag refuses to encrypt, and to decrypt, by name', async () => {
  configure({ encrypt: true })
  const page = await (await world.context()).newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.goto(site.origin)
  configure({ decryptionKeys: [] })
  await page.goto(site.origin)
  await expect
    .poll(() => errors)
    .toEqual([expect.stringMatching(/^encrypt: pass/), expect.stringMatching(/^decryptionKeys: pass/)])
})
