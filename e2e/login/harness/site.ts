import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { bundle } from './bundle.ts'

/** A server for the pages of an app, on a separate origin. */
export interface Site {
  origin: string
  /** The export of `/config.js`. A scenario sets it before it opens a page. */
  config: Record<string, unknown>
  /** Headers of every page. */
  headers: Record<string, string>
  /** Headers of the worker's script, which has its own Content-Security-Policy. */
  workerHeaders: Record<string, string>
  /** Each request: the path with query, and the page that sent it. */
  requests: { url: string; referer: string | undefined }[]
  /** The violations of the policy that the browser reported. */
  violations: string[]
  /** Whether callbacks end on a page without the app. */
  catching: boolean
  /** Files that no longer exist, as after a deployment. */
  gone: RegExp | undefined
  close(): Promise<void>
}

/** The path of the worker's script on the site, and the built file. */
export const workerPath = '/grantkit.worker.min.js'
const builtWorker = join(import.meta.dirname, '../../../packages/browser/dist/grantkit.worker.min.js')

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Scenario</title>
<script type="module" src="/assets/main.js"></script></head><body>
<p id="status"></p><p id="callback"></p><p id="result"></p>
<button id="signIn">Sign in</button><button id="popup">Popup</button><button id="ensure">Guard</button>
<button id="signOut">Sign out</button><button id="api">API</button></body></html>`

/** Content to serve instead of the page of the scenarios. */
export interface SitePages {
  html: string
  /** Scripts by their paths. */
  files: Map<string, string>
}

/** Serves the page of the scenarios, or another, on `localhost`. */
export async function startSite(pages?: SitePages): Promise<Site> {
  const shown = pages ?? { html, files: await bundle('e2e/login/harness/page.ts') }
  const requests: Site['requests'] = []
  const violations: string[] = []
  const site: Site = {
    origin: '',
    config: {},
    headers: {},
    workerHeaders: {},
    requests,
    violations,
    catching: false,
    gone: undefined,
    close,
  }
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/'
    const path = url.replace(/[?#].*/s, '')
    if (path === '/csp') {
      violations.push(await bodyOf(request))
      return response.writeHead(204).end()
    }
    requests.push({ url, referer: request.headers.referer })
    const config = JSON.stringify(site.config)
    const scripts: Record<string, string> = {
      '/config.js': `export const config = ${config}`,
      '/config.global.js': `globalThis.config = ${config}`,
    }
    const isWorker = path === workerPath
    const file = scripts[path] ?? (isWorker ? await readFile(builtWorker, 'utf8') : shown.files.get(path))
    if ((path.startsWith('/assets/') && !file) || site.gone?.test(path)) return response.writeHead(404).end('gone')
    if (path === '/favicon.ico') return response.writeHead(404).end()
    const type = file === undefined ? 'text/html' : 'text/javascript'
    response.writeHead(200, {
      'content-type': type,
      ...(file === undefined ? site.headers : isWorker ? site.workerHeaders : {}),
    })
    const caught = site.catching && path === '/callback' && '<!doctype html><p id="status">caught</p>'
    return response.end(file ?? (caught || shown.html))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  site.origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return site

  function close(): Promise<void> {
    return new Promise((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    })
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request) body += part
  return body
}

/** The Content-Security-Policy of all scenarios, with Trusted Types. */
export function strictPolicy(...connect: string[]): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src ${connect.join(' ')}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'report-uri /csp',
  ]
  return { 'content-security-policy': policy.join('; '), 'referrer-policy': 'strict-origin' }
}
