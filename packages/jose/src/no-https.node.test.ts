import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClientAssertion } from './create-client-assertion.ts'
import { createDPoP } from './create-dpop.ts'
import { createRequestObject } from './create-request-object.ts'

afterEach(() => vi.unstubAllGlobals())

const publicJwk = {
  kty: 'EC',
  crv: 'P-256',
  x: 'O8INGzL5mJ4Xx9xBgTvM0FaW0zlzeRu7Okaqwca9dXA',
  y: '6CpdtmNUJ7c5vlDizJaafQcE9Qzfev_Rj1EHamg4VJg',
}
// needs nothing of the page
const key = { alg: 'ES256', publicJwk, sign: async () => new Uint8Array(64) }
const audience = 'https://as.example'
const url = `${audience}/token`

describe.for<[string, () => Promise<unknown>]>([
  ['createClientAssertion', async () => createClientAssertion({ key, clientId: 'app', audience })({ url })],
  [
    'createRequestObject',
    () => createRequestObject({ key, clientId: 'app', redirectUri: 'https://app.example/cb', audience }),
  ],
  ['createDPoP', () => createDPoP({ keyPair: key }).createProof({ method: 'POST', url })],
])('%s', ([, sign]) => {
  it('signs with an external signer', async () => {
    expect(await sign()).toBeTruthy()
  })

  it('says why a page without https: can make no identifier', async () => {
    const { getRandomValues } = crypto
    vi.stubGlobal('crypto', { getRandomValues })
    await expect(sign()).rejects.toThrow('load the page over https:')
  })
})
