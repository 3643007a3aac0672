import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as esbuild from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browsers, type Page } from '../browsers/browser.ts'

/** The packages, bundled as one script for a page. */
async function script(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `
        import { createTokenFetch } from '@grantkit/tokens'
        import { withTokens } from '@grantkit/ky'
        import ky from 'ky'
        globalThis.libraries = { createTokenFetch, withTokens, ky }
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

/** Serves a page with that script, and an API for the same origin and, with CORS, for others. */
async function startSite(code: string) {
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { method, url = '', headers } = request
    if (url === '/')
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<script src="code.js"></script>')
    if (url === '/code.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(code)
    if (url === '/favicon.ico') return response.writeHead(404).end()
    response.setHeader('access-control-allow-origin', headers.origin ?? '*')
    response.setHeader('access-control-allow-headers', 'authorization, content-type')
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT')
    if (method === 'OPTIONS') return response.writeHead(204).end()
    seen.push(`${method} ${url} ${headers.authorization ?? 'no token'}${body && ` ${body}`}`)
    if (url === '/moved') return response.writeHead(302, { location: '/here' }).end()
    // pages of other origins can't read the challenge
    if (/ at-1$/.test(headers.authorization ?? '')) {
      return response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('refused')
    }
    return response.end('here')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise((closed) => {
      server.close(closed)
      server.closeAllConnections()
    })
  return { own: `http://127.0.0.1:${port}`, other: `http://localhost:${port}`, seen, close }
}

interface Ask {
  with: 'fetch' | 'a Request' | 'ky'
  url: string
  origins: string[]
  /** The tokens of the source: the next one after each refresh. */
  tokens: string[]
  body?: string
}

/** Runs in the page. */
async function ask({ with: way, url, origins, tokens, body }: Ask): Promise<string> {
  const { libraries } = globalThis as never as {
    libraries: Pick<typeof import('@grantkit/tokens'), 'createTokenFetch'> &
      Pick<typeof import('@grantkit/ky'), 'withTokens'> & { ky: typeof import('ky').default }
  }
  const source = {
    getAccessToken: async ({ forceRenewal = false } = {}) => {
      if (forceRenewal) tokens.shift()
      return { accessToken: `${tokens[0]}`, tokenType: 'Bearer' }
    },
  }
  const init = body ? { method: 'POST', body, headers: { 'content-type': 'application/json' } } : {}
  try {
    const tokenFetch = libraries.createTokenFetch(source, { origins })
    const client = libraries.withTokens(libraries.ky, source, { origins })
    const calls = {
      fetch: () => tokenFetch(url, init),
      'a Request': () => tokenFetch(new Request(url, init)),
      ky: () => client(url, { ...init, throwHttpErrors: false }),
    }
    const response = await calls[way]()
    return `${response.status} ${await response.text()}`
  } catch (error) {
    return String(error)
  }
}

const ways = ['fetch', 'a Request', 'ky'] as const

describe.each(Object.entries(browsers))('a page in %s', (_, open) => {
  let site: Awaited<ReturnType<typeof startSite>>
  let page: Page
  beforeAll(async () => {
    site = await startSite(await script())
    page = await open()
    await page.goto(`${site.own}/`)
  })
  afterAll(async () => {
    await page?.close()
    await site?.close()
  })
  beforeEach(() => {
    site.seen.length = 0
  })

  it.each(ways)('calls the API of its own origin by a relative URL, and others through CORS: %s', async (way) => {
    const shared = { with: way, origins: [site.own, site.other], tokens: ['at'] }
    const relative = way === 'ky' ? `${site.own}/x` : '/x'
    expect(await page.evaluate(ask, { ...shared, url: relative })).toBe('200 here')
    expect(await page.evaluate(ask, { ...shared, url: `${site.other}/y` })).toBe('200 here')
    expect(site.seen).toEqual(['GET /x Bearer at', 'GET /y Bearer at'])
  })

  it.each(ways)('sends no token to an origin that is not allowed (PAIN 31): %s', async (way) => {
    expect(await page.evaluate(ask, { with: way, url: `${site.other}/x`, origins: [site.own], tokens: ['at'] })).toBe(
      '200 here',
    )
    expect(site.seen).toEqual(['GET /x no token'])
  })

  it.each(ways)(
    "refreshes once after a 401 whose challenge it can't read, and sends the body again (PAIN 26): %s",
    async (way) => {
      const call = {
        with: way,
        url: `${site.other}/x`,
        origins: [site.other],
        tokens: ['at-1', 'at-2'],
        body: '{"a":1}',
      }
      expect(await page.evaluate(ask, call)).toBe('200 here')
      expect(site.seen).toEqual(['POST /x Bearer at-1 {"a":1}', 'POST /x Bearer at-2 {"a":1}'])
    },
  )

  it('sees nothing of a redirect that it does not follow', async () => {
    const shown = await page.evaluate(async (url) => {
      const { type, status, headers } = await fetch(url, { redirect: 'manual' })
      return [type, status, headers.get('location')]
    }, `${site.own}/moved`)
    expect(shown).toEqual(['opaqueredirect', 0, null])
  })

  it.each(ways)('sends no token to the target of a redirect: the error says what to do (PAIN 31): %s', async (way) => {
    for (const origin of [site.own, site.other]) {
      site.seen.length = 0
      const call = { with: way, url: `${origin}/moved`, origins: [origin], tokens: ['at'] }
      expect(await page.evaluate(ask, call)).toMatch(/^TypeError: input: pass the target of the redirect/)
      expect(site.seen).toEqual(['GET /moved Bearer at'])
    }
  })
})
