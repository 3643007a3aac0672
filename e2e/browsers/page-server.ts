import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

const root = new URL('../../', import.meta.url)
/** The URLs of the packages that a page imports. */
const packages: Record<string, string> = {
  grantkit: 'packages/core/dist',
  'grantkit-jose': 'packages/jose/dist',
  jose: 'node_modules/jose/dist/webapi',
  'idb-keyval': 'e2e/node_modules/idb-keyval/dist',
}
const types: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.map': 'application/json',
}

export interface PageServer {
  origin: string
  /** The paths of all requests, in order. */
  paths: string[]
  close(): Promise<void>
}

/** Serves an example's folder and its imports. `/` and `/callback` are the same page. */
export async function servePage(
  example: string,
  options: {
    headers?: Record<string, string>
    config: () => string
    /** Bundled scripts, by path. */
    built?: Map<string, string>
  },
): Promise<PageServer> {
  const paths: string[] = []
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    paths.push(path)
    const type = types[extname(path)] ?? 'text/html'
    const body = path.endsWith('/config.js')
      ? options.config()
      : (options.built?.get(path) ?? (await readFile(fileOf(example, path)).catch(() => undefined)))
    // the packages' files stay the same as long as this server runs
    const cached = isPackage(path) && { 'cache-control': 'max-age=3600' }
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, ...cached, ...options.headers })
    response.end(body ?? 'not found')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    paths,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const isPackage = (path: string) => Object.hasOwn(packages, path.split('/')[1] ?? '')

function fileOf(example: string, path: string): URL {
  if (path === '/' || path === '/callback') return new URL(`examples/${example}/index.html`, root)
  const [, name = '', file = ''] = /^\/([\w-]+)\/(.+)/.exec(path) ?? []
  if (Object.hasOwn(packages, name)) return new URL(`${packages[name]}/${file}`, root)
  if (/^\/grantkit\.(browser|worker)\./.test(path)) return new URL(`packages/browser/dist${path}`, root)
  if (path.startsWith('/grantkit.umd')) return new URL(`packages/core/dist${path}`, root)
  // files that the login pages share
  if (name === 'login-page') return new URL(`examples${path}`, root)
  return new URL(`examples/${example}${path}`, root)
}
