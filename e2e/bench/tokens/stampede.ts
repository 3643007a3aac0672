import assert from 'node:assert/strict'
import { compare } from '../compare.ts'
import { accessToken } from '../stub-fetch.ts'
import { countedFetch } from './counted-fetch.ts'
import { badgatewaySource, grantkitSource } from './sources.ts'

const callers = 10_000
type Get = () => Promise<{ accessToken: string }>

const contestants: Record<string, (fetch: typeof globalThis.fetch) => Get> = {
  'one promise for all': (fetch) => {
    let shared: Promise<{ accessToken: string }> | undefined
    const get = async () => {
      const { access_token } = await (await fetch('https://login.example.com/connect/token')).json()
      return { accessToken: access_token }
    }
    return () => (shared ??= get())
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

/** Measures many concurrent callers when no token is cached: the time until all have one, and the number of requests. */
export async function stampede(): Promise<void> {
  const runners: Record<string, () => unknown> = {}
  const asked: string[] = []
  for (const [name, contestant] of Object.entries(contestants)) {
    const rush = (fetch: typeof globalThis.fetch) => {
      const get = contestant(fetch)
      return Promise.all(Array.from({ length: callers }, () => get()))
    }
    const { fetch, requests } = countedFetch()
    for (const token of await rush(fetch)) assert.equal(token.accessToken, accessToken, name)
    if (name === '@grantkit/tokens') assert.equal(requests(), 1, name)
    asked.push(`${name}: ${requests()}`)
    runners[name] = () => rush(countedFetch().fetch)
  }
  const title = `${callers} callers without a token; requests: ${asked.join(', ')}`
  await compare({ title, baseline: 'one promise for all', runners, rounds: 50, warmUpRounds: 10, runsPerSlice: 1 })
}
