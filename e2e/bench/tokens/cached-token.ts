import assert from 'node:assert/strict'
import { compare } from '../compare.ts'
import { accessToken } from '../stub-fetch.ts'
import { countedFetch } from './counted-fetch.ts'
import { badgatewaySource, grantkitSource } from './sources.ts'

const contestants: Record<string, (fetch: typeof globalThis.fetch) => () => Promise<{ accessToken: string }>> = {
  'a resolved promise': () => {
    const resolved = Promise.resolve({ accessToken })
    return () => resolved
  },
  '@grantkit/tokens': (fetch) => {
    const source = grantkitSource(fetch)
    return () => source.getAccessToken()
  },
  '@badgateway/oauth2-client': (fetch) => {
    const wrapper = badgatewaySource(fetch)
    return () => wrapper.getToken()
  },
}

/** Measures how long it takes to get a cached token. */
export async function cachedToken(): Promise<void> {
  const runners: Record<string, () => unknown> = {}
  for (const [name, contestant] of Object.entries(contestants)) {
    const { fetch, requests } = countedFetch()
    const run = contestant(fetch)
    for (let i = 0; i < 2; i++) assert.equal((await run()).accessToken, accessToken, name)
    assert.ok(requests() <= 1, name)
    runners[name] = run
  }
  await compare({ title: 'A token at hand', baseline: 'a resolved promise', runners, runsPerSlice: 500 })
}
