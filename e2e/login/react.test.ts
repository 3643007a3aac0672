import { runInThisContext } from 'node:vm'
import type { Page } from 'playwright'
import { afterAll, describe, expect, test } from 'vitest'
import { bundle } from './harness/bundle.ts'
import { grants, logInAtServer, seen, startWorld } from './harness/world.ts'

const versions: Record<string, Record<string, string>> = {
  '19': {},
  '18.3': { react: 'react18', 'react-dom': 'react-dom18' },
}
// the scenarios run with both versions
const { REACT_VERSIONS = '19' } = process.env

describe.each(REACT_VERSIONS.split(' '))('React %s', async (version) => {
  const alias = versions[version] ?? {}
  // React shows its warnings only in this mode
  const options = { alias, define: { 'process.env.NODE_ENV': '"development"' } }
  const [page, server] = await Promise.all([
    bundle('e2e/login/harness/react-page.ts', options),
    bundle('e2e/login/harness/react-server.ts', { ...options, format: 'iife', splitting: false, globalName: 'server' }),
  ])
  const render = runInThisContext(`${server.get('/assets/main.js')};server.markup`) as (guarded: boolean) => string
  const pages = { html: '', files: page }
  const world = await startWorld({}, pages)
  const { site, configure } = world
  afterAll(() => world.close())

  /** A page, server-rendered or not, and the errors and warnings of React and the browser. */
  async function open({ guarded = false, rendered = true, options = {} } = {}): Promise<{
    tab: Page
    complaints: string[]
  }> {
    configure({ guarded, rendered, options })
    pages.html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>React ${version}</title>
<script type="module" src="/assets/main.js"></script></head><body><div id="root">${rendered ? render(guarded) : ''}</div></body></html>`
    const tab = await (await world.context()).newPage()
    const complaints: string[] = []
    tab.on('console', (message) => /error|warning/.test(message.type()) && complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(`${error}`))
    await tab.goto(site.origin)
    return { tab, complaints }
  }
  const noIcon = (complaints: string[]) => complaints.filter((text) => !/404 \(Not Found\)/.test(text))

  test('17: under StrictMode a callback takes one token request, and all effects get the same result', async () => {
    // React runs effects twice only if the page was not server-rendered
    const { tab, complaints } = await open({ rendered: false })
    await seen(tab, /^signed_out no_session/)
    await tab.click('#signIn')
    await logInAtServer(tab)
    await seen(tab, /^signed_in alice/)
    for (const id of ['#callback', '#second-callback']) {
      await tab.locator(id, { hasText: /^completed( completed)?$/ }).waitFor()
    }
    expect(await tab.textContent('#name')).toBe('alice')
    expect(grants(world)).toEqual(['authorization_code'])
    expect(tab.url()).toBe(`${site.origin}/`)
    expect(noIcon(complaints)).toEqual([])
  })

  test('58: a session that is restored before hydration causes no warning', async () => {
    expect(render(false)).toMatch(/<p id="status">restoring<\/p>/)
    const { tab, complaints } = await open()
    await tab.click('#signIn')
    await logInAtServer(tab)
    await seen(tab, /^signed_in alice/)
    complaints.length = 0
    await tab.reload()
    await seen(tab, /^signed_in alice/)
    await tab.locator('#name', { hasText: 'alice' }).waitFor()
    expect(noIcon(complaints)).toEqual([])
    await tab.click('#signOut')
    await seen(tab, /^signed_out signed_out/)
    await tab.locator('#name', { hasText: 'nobody' }).waitFor()
  })

  test('a guard starts one sign-in, shows its children afterwards, and shows a refusal after a sign-out', async () => {
    const { tab } = await open({ guarded: true })
    await logInAtServer(tab)
    await tab.locator('#private', { hasText: 'secret' }).waitFor()
    expect(grants(world)).toEqual(['authorization_code'])
    await tab.evaluate(() => globalThis.auth.signOut({ scope: 'local', revoke: false }))
    await tab.locator('#private', { hasText: 'refused' }).waitFor()
  })

  test('a mistake in the options of a guard is thrown when it renders', async () => {
    const { complaints } = await open({ guarded: true, options: { maxAgeSeconds: -1 } })
    await expect.poll(() => complaints.join()).toMatch(/TypeError: maxAgeSeconds: pass whole seconds/)
  })
})
