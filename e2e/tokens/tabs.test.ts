import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as esbuild from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rotatingServer } from '../../packages/tokens/src/testing/rotating-server.ts'
import { browserOf, browsers } from '../browsers/browser.ts'
import { launchChromium, launchFirefox } from '../setup/launch.mjs'

/** One tab with its own source. Runs in the page. */
interface Tab {
  start(login: object): Promise<void>
  get(): Promise<string>
  end(): Promise<void>
  id(): string | null
}

async function script(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `
        import { createUserTokens } from '@grantkit/tokens/user-tokens'
        import { createWebLock } from '@grantkit/tokens/web-lock'
        import { del, get, set } from 'idb-keyval'
        const tokens = createUserTokens({
          address: location.origin + '/token', clientId: 'spa', key: 'spa',
          store: { get: (key) => get(key), set: (key, value) => set(key, value), delete: (key) => del(key) },
          lock: createWebLock(),
        })
        const told = (promise) => promise.then(({ accessToken }) => accessToken, (error) => error.reason ?? error.code)
        globalThis.tab = {
          start: (login) => tokens.startSession(login),
          get: () => told(tokens.getAccessToken()),
          end: async () => void (await tokens.endSession()),
          id: () => tokens.sessionId() ?? null,
        }
      `,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    conditions: ['@grantkit/source'],
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** A site with a token endpoint that rotates refresh tokens and detects their reuse. */
async function startSite(code: string) {
  const tokens = rotatingServer({ now: Date.now })
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { url } = request
    if (url === '/token') {
      const answer = await tokens.fetch(url, { body: new URLSearchParams(body) })
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    }
    if (url === '/code.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(code)
    if (url === '/favicon.ico') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html' })
    // frames instead of tabs, for a browser in which a test can't open a second tab; they are as separate as tabs
    if (url === '/frames') return response.end('<iframe src="/"></iframe><iframe src="/"></iframe>')
    return response.end('<script src="code.js"></script>')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise((closed) => {
      server.close(closed)
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${port}`, tokens, close }
}

/** Runs in a tab. */
type Run = <Value>(tab: number, call: keyof Tab, argument?: object) => Promise<Value>

/** Opens tabs. The returned function runs a function in one of them. */
type Open = (origin: string, count: number) => Promise<{ run: Run; close: () => Promise<unknown> }>

const inTabs =
  (launch: typeof launchChromium): Open =>
  async (origin, count) => {
    const context = await (await browserOf(launch)).newContext()
    const pages = await Promise.all(Array.from({ length: count }, () => context.newPage()))
    for (const page of pages) await page.goto(`${origin}/`)
    const run = (async (tab, call, argument) =>
      pages[tab]?.evaluate(
        ({ call: name, argument: value }) =>
          (
            (globalThis as never as { tab: Record<string, (value: unknown) => unknown> }).tab[name] as (
              value: unknown,
            ) => unknown
          )(value),
        { call, argument },
      )) as Run
    return { run, close: () => context.close() }
  }

const inFrames: Open = async (origin) => {
  const page = await browsers.webkit()
  await page.goto(`${origin}/frames`)
  const run = (async (tab, call, argument) =>
    page.evaluate(
      async ({ tab: index, call: name, argument: value }) => {
        const { frames } = globalThis as never as { frames: { tab?: Record<string, (value: unknown) => unknown> }[] }
        while (!frames[index]?.tab) await new Promise((resolve) => setTimeout(resolve, 20))
        return (await frames[index]?.tab?.[name]?.(value)) ?? null
      },
      { tab, call, argument },
    )) as Run
  return { run, close: () => page.close() }
}

let code = ''
beforeAll(async () => {
  code = await script()
})

describe.each<[string, number, Open]>([
  ['two tabs of Chromium', 2, inTabs(launchChromium)],
  ['ten tabs of Chromium', 10, inTabs(launchChromium)],
  ['two tabs of Firefox', 2, inTabs(launchFirefox as never)],
  ['two frames of WebKit', 2, inFrames],
])('%s', (_, count, open) => {
  let site: Awaited<ReturnType<typeof startSite>>
  let tabs: Awaited<ReturnType<Open>>
  const all = <Value>(call: keyof Tab): Promise<Value[]> =>
    Promise.all(Array.from({ length: count }, (_, tab) => tabs.run<Value>(tab, call)))
  beforeAll(async () => {
    site = await startSite(code)
    tabs = await open(site.origin, count)
  })
  afterAll(async () => {
    await tabs?.close()
    await site?.close()
  })

  it('make one refresh for all, and use no refresh token twice', async () => {
    for (let round = 1; round <= 2; round++) {
      // the first token has expired, so every tab needs a new one
      await tabs.run(0, 'start', { ...site.tokens.login(), expiresIn: 0, expiresAt: Date.now() })
      const got = await all<string>('get')
      expect(new Set(got).size).toBe(1)
      expect(got[0]).toMatch(/^at-/)
      expect([site.tokens.forms.length, site.tokens.reused()]).toEqual([round, 0])
    }
  })

  it('notice a sign-out and another login within a second', async () => {
    await all('get')
    await tabs.run(0, 'end')
    await expect.poll(() => all('id'), { timeout: 1000, interval: 50 }).toEqual(Array(count).fill(null))
    expect(new Set(await all('get'))).toEqual(new Set(['signed_out']))
    const last = count - 1
    await tabs.run(last, 'start', site.tokens.login())
    const id = await tabs.run<string>(last, 'id')
    await expect.poll(() => all('id'), { timeout: 1000, interval: 50 }).toEqual(Array(count).fill(id))
    await tabs.run(0, 'start', site.tokens.login())
    const other = await tabs.run<string>(0, 'id')
    expect(other).not.toBe(id)
    await expect.poll(() => all('id'), { timeout: 1000, interval: 50 }).toEqual(Array(count).fill(other))
    expect(site.tokens.reused()).toBe(0)
  })
})
