import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { createTokenSources } from '@grantkit/tokens'
import { accessToken } from '../stub-fetch.ts'
import { table } from '../table.ts'
import { badgatewaySource, grantkitSource } from './sources.ts'

const tenants = 100_000
const batch = 1000
type Get = (tenant: string) => Promise<{ accessToken: string }>

const contestants: Record<string, (fetch: typeof globalThis.fetch) => Get> = {
  'a map of tokens': (fetch) => {
    const tokens = new Map<string, { accessToken: string; tokenType: string; expiresAt: number }>()
    return async (tenant) => {
      const known = tokens.get(tenant)
      if (known) return known
      const json = await (await fetch('https://login.example.com/connect/token')).json()
      const { access_token: accessToken, token_type: tokenType, expires_in } = json
      const token = { accessToken, tokenType, expiresAt: Date.now() + expires_in * 1000 }
      tokens.set(tenant, token)
      return token
    }
  },
  '@grantkit/tokens': (fetch) => {
    const sources = createTokenSources(() => grantkitSource(fetch), { maxSources: tenants })
    return (tenant) => sources.get(tenant).getAccessToken()
  },
  '@badgateway/oauth2-client': (fetch) => {
    const wrappers = new Map<string, ReturnType<typeof badgatewaySource>>()
    return (tenant) => {
      const wrapper = wrappers.get(tenant) ?? badgatewaySource(fetch)
      wrappers.set(tenant, wrapper)
      return wrapper.getToken()
    }
  },
}

/** Measures the memory of a service with a token for each of many tenants. */
export async function tenantsInMemory(): Promise<void> {
  const rows: string[][] = []
  let least = 0
  for (const [name, contestant] of Object.entries(contestants)) {
    const { fetch, requests } = distinctTokens()
    const before = await heapUsed()
    const get = contestant(fetch)
    for (let first = 0; first < tenants; first += batch) {
      await Promise.all(Array.from({ length: batch }, (_, index) => get(`tenant-${first + index}`)))
    }
    const bytes = ((await heapUsed()) - before) / tenants
    assert.equal(requests(), tenants, name)
    const [one, other] = [await get('tenant-0'), await get('tenant-99999')]
    assert.notEqual(one.accessToken, other.accessToken, name)
    assert.equal(requests(), tenants, `${name} still has the first and the last`)
    least ||= bytes
    rows.push([name, bytes.toFixed(0), (bytes - least).toFixed(0), ((bytes * tenants) / 2 ** 20).toFixed(1)])
  }
  const title = `Memory for ${tenants} tenants, each with a token of ${accessToken.length} characters`
  console.log(`\n${title}\n\n${table([['', 'bytes a tenant', 'beside the token', 'MiB in all'], ...rows])}`)
}

/** Responds to each request with a different token. */
function distinctTokens(): { fetch: typeof globalThis.fetch; requests: () => number } {
  let requests = 0
  return {
    async fetch() {
      const token = `${requests++}`.padStart(6, '0') + accessToken.slice(6)
      const body = JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 })
      return new Response(body, { headers: { 'content-type': 'application/json', 'content-length': `${body.length}` } })
    },
    requests: () => requests,
  }
}

/** The bytes in use after garbage collection. Waits for finalizers, which run in later turns of the event loop. */
async function heapUsed(): Promise<number> {
  if (!globalThis.gc) throw new Error('run with --expose-gc')
  for (let i = 0; i < 4; i++) {
    await setImmediate()
    globalThis.gc()
  }
  return process.memoryUsage().heapUsed
}
