import { table } from '../bench/table.ts'
import { bundle } from './bundle.ts'
import { sizeOf } from './measure.ts'
import type { Moment } from './moments.ts'

/** The names that a page needs from each library for a login by redirect, a session, a refresh and a sign-out. */
const peers: Record<string, string> = {
  'oidc-client-ts': "export { UserManager, WebStorageStateStore } from 'oidc-client-ts'",
  'auth0-spa-js': "export { createAuth0Client } from '@auth0/auth0-spa-js'",
  'oidc-spa': "export { createOidc } from 'oidc-spa/core'",
  '@axa-fr/oidc-client, without its service worker': "export { OidcClient } from '@axa-fr/oidc-client'",
  'keycloak-js': "export { default } from 'keycloak-js'",
  '@logto/browser': "export { default } from '@logto/browser'",
}

type Sizes = Record<Moment, number>

/** The bytes that a page with a login loads with each library: grantkit's by moments, the peers' at once. */
export async function loginPeers(byEsbuild: Sizes, byRollup: Sizes): Promise<string> {
  const rows = [
    [
      '@grantkit/browser',
      ...[byEsbuild, byRollup].flatMap((sizes) => [sizes['first load'], sizes['all without DPoP and encryption']]),
    ],
  ]
  for (const [library, source] of Object.entries(peers)) {
    const [first, all] = [await bundle(source), await bundle(source, true)]
    const gzip = (code: string) => sizeOf(code).gzip
    rows.push([library, gzip(first.esbuild), gzip(all.esbuild), gzip(first.rollup), gzip(all.rollup)])
  }
  const header = ['', 'esbuild first load', 'all', 'rollup first load', 'all']
  return table([header, ...rows.map((row) => row.map(String))])
}
