import { bundle } from '../login/harness/bundle.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from '../server/authorization-server.ts'
import { type PageServer, servePage } from './page-server.ts'

/** The examples that log in with `@grantkit/browser`, with the modules to bundle, if there are any. */
const entries = {
  'spa-login': 'examples/spa-login/main.js',
  'react-login': 'examples/react-login/main.tsx',
  'script-tag-login': undefined,
  'worker-login': undefined,
} as const

export type LoginPage = keyof typeof entries
export const loginPages = Object.keys(entries) as LoginPage[]

/** An example's page with a strict Content-Security-Policy, and a server for it. */
export interface LoginPlace {
  pages: PageServer
  server: AuthorizationServer
  close(): Promise<void>
}

export async function startLoginPage(
  example: LoginPage,
  options: AuthorizationServerOptions = {},
): Promise<LoginPlace> {
  const entry = entries[example]
  const headers: Record<string, string> = {}
  let server: AuthorizationServer
  const config = () =>
    `export const config = ${JSON.stringify({
      issuer: server.issuer,
      clientId: server.clients.spa.clientId,
      scope: 'openid profile offline_access read',
      resource: server.api,
      api: server.api,
    })}`
  const pages = await servePage(example, { headers, config, ...(entry && { built: await build(entry) }) })
  server = await startAuthorizationServer({ pageOrigin: pages.origin, ...options })
  headers['content-security-policy'] =
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src ${server.issuer}; base-uri 'none'; form-action 'none'`
  return {
    pages,
    server,
    async close() {
      await pages.close()
      await server.close()
    },
  }
}

function build(entry: string): Promise<Map<string, string>> {
  return bundle(entry, {
    outdir: '/',
    // React shows its warnings only in this mode
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [
      {
        name: 'config',
        setup({ onResolve }) {
          onResolve({ filter: /\/config\.js$/ }, () => ({ path: '/login-page/config.js', external: true }))
        },
      },
    ],
  })
}
