// A program of somebody who installed @grantkit/ky: read by several compilers with several libraries, never run.
import { kyFetch, withTokens } from '@grantkit/ky'
import { createClientCredentialsTokens } from '@grantkit/tokens'
import { createClient, type Fetch, getDiscoveryDocument } from 'grantkit'
import ky, { type KyInstance } from 'ky'

const source = createClientCredentialsTokens({
  address: 'https://server.example/token',
  clientId: 'a',
  fetch: kyFetch(ky),
})

export async function orders(): Promise<string[]> {
  const api: KyInstance = withTokens(ky.create({ prefix: 'https://api.example', retry: 1 }), source, {
    origins: ['https://api.example'],
    onStepUp: (stepUp, response) => console.log(stepUp.scope, response.status),
  })
  const extended = api.extend({ timeout: 1000 })
  return extended.get('orders', { searchParams: { page: 1 } }).json<string[]>()
}

export async function discover(): Promise<unknown> {
  const fetch: Fetch = kyFetch(ky.extend({ retry: { limit: 3 } }), { maxRetryAfterMs: 1000 })
  const server = await getDiscoveryDocument({ authority: 'https://server.example' }, { fetch })
  return server.isError ? undefined : createClient({ metadata: server.json, clientId: 'a', fetch })
}

export const mistakes = [
  // @ts-expect-error the allowed origins are required
  () => withTokens(ky, source, {}),
  // @ts-expect-error a source is needed
  () => withTokens(ky, { origins: ['https://api.example'] }),
  // @ts-expect-error the fetch is ky's
  () => withTokens(ky, source, { origins: [], fetch }),
  // @ts-expect-error a fetch is no ky
  () => kyFetch(fetch),
]
