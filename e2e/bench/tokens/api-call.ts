import assert from 'node:assert/strict'
import { withTokens } from '@grantkit/ky'
import { createTokenFetch } from '@grantkit/tokens'
import ky from 'ky'
import { compare } from '../compare.ts'
import { accessToken, stubFetch } from '../stub-fetch.ts'
import { badgatewaySource, grantkitSource } from './sources.ts'

const api = 'https://api.example.com/orders'
const headers = { authorization: `Bearer ${accessToken}` }
const origins = ['https://api.example.com']

type Contestants = Record<string, () => () => Promise<unknown>>

const overFetch: Contestants = {
  'bare fetch': () => () => fetch(api, { headers }),
  createTokenFetch: () => {
    const tokenFetch = createTokenFetch(grantkitSource(stubFetch), { origins })
    return () => tokenFetch(api)
  },
  '@badgateway/oauth2-client': () => {
    const wrapper = badgatewaySource(stubFetch)
    return () => wrapper.fetch(api)
  },
}

const overKy: Contestants = {
  'bare ky': () => {
    const bound = ky.create({ headers })
    return () => bound.get(api)
  },
  withTokens: () => {
    const bound = withTokens(ky, grantkitSource(stubFetch), { origins })
    return () => bound.get(api)
  },
  'ky over @badgateway/oauth2-client': () => {
    const wrapper = badgatewaySource(stubFetch)
    const bound = ky.create({ fetch: (input, init) => wrapper.fetch(input as Request, init) })
    return () => bound.get(api)
  },
}

/** Measures an API call with a cached token, compared with one whose header is ready. */
export async function apiCall(): Promise<void> {
  const real = globalThis.fetch
  let sent: Request[] | undefined
  // badgateway always uses the global fetch
  globalThis.fetch = async (input, init) => {
    sent?.push(new Request(input, init))
    return new Response('{"orders":[]}', { headers: { 'content-type': 'application/json' } })
  }
  const bind = async (contestants: Contestants): Promise<Record<string, () => unknown>> => {
    const runners: Record<string, () => unknown> = {}
    for (const [name, contestant] of Object.entries(contestants)) {
      const run = contestant()
      sent = []
      assert.ok(await run(), name)
      assert.deepEqual(
        sent.map((request) => [request.method, request.url, request.headers.get('authorization')]),
        [['GET', api, headers.authorization]],
        name,
      )
      sent = undefined
      runners[name] = run
    }
    return runners
  }
  try {
    await compare({ title: 'Call of an API by fetch', baseline: 'bare fetch', runners: await bind(overFetch) })
    await compare({ title: 'Call of an API by ky', baseline: 'bare ky', runners: await bind(overKy) })
  } finally {
    globalThis.fetch = real
  }
}
