import { describe, expect, test } from 'vitest'
import { canary, visibleText } from '../../../core/src/testing/canary.ts'
import { createTokenFetch, type TokenEvent, type TokenFetchOptions } from '../index.ts'
import { type ApiReply, answering, invalidToken, ok, redirectTo, refusal } from '../testing/api.ts'
import { fakeSource } from '../testing/fake-source.ts'

const url = `https://api.example/things?key=${canary}-query`
const planted = { body: `${canary}-body`, headers: { 'x-key': `${canary}-header` } }

interface Trouble {
  reply?: (count: number) => ApiReply
  source?: { accessToken?: string; tokenType?: string }
  options?: Partial<TokenFetchOptions>
  init?: RequestInit
}

const proof = { createProof: async () => `${canary}-proof` }
const troubles: Record<string, Trouble> = {
  'an Authorization of its own': { init: { headers: { authorization: `Basic ${canary}` } } },
  'a token with a line break': { source: { accessToken: `${canary}\nx` } },
  'a token in another script': { source: { accessToken: `${canary}☺` } },
  'a token of a type that nobody knows': { source: { tokenType: `${canary}-type` } },
  'a token that needs a signer': { source: { tokenType: 'DPoP' } },
  'a proof with a line break': {
    source: { tokenType: 'DPoP' },
    options: { dpop: { createProof: async () => `${canary}\nx` } },
  },
  'a redirect to nowhere': { reply: () => redirectTo(`javascript:${canary}`) },
  'a redirect that is no URL': { reply: () => redirectTo(`https://${canary}:x/`) },
  'redirects without end': { reply: () => redirectTo('again', 307) },
  'a redirect that wants a stream': {
    reply: () => redirectTo('again', 307),
    init: { body: new ReadableStream() },
  },
}

describe('a secret shows in no error of createTokenFetch (PAIN 14):', () => {
  test.each(Object.entries(troubles))('%s', async (_, { reply = ok, source, options, init }) => {
    const fetch = async () => (reply as () => Response)()
    const tokens = fakeSource({ accessToken: `${canary}-token`, ...source })
    const tokenFetch = createTokenFetch(tokens, { origins: ['https://api.example'], fetch, ...options })
    const error = await tokenFetch(url, { method: 'POST', ...planted, ...init }).then(
      () => 'no error',
      (thrown) => thrown,
    )
    expect(error).toBeInstanceOf(TypeError)
    expect(visibleText(error).filter((shown) => shown.includes(canary))).toEqual([])
  })
})

test('a secret shows in no event (PAIN 14)', async () => {
  const events: TokenEvent[] = []
  const source = fakeSource({ accessToken: `${canary}-token`, tokenType: 'DPoP' })
  const replies = [
    refusal('DPoP error="use_dpop_nonce"', 401, { 'dpop-nonce': `${canary}-nonce` }),
    invalidToken(),
    ok(),
  ]
  const tokenFetch = createTokenFetch(source, {
    origins: ['https://api.example'],
    dpop: proof,
    fetch: answering((_, count) => replies[count] as Response),
    onEvent: (event) => void events.push(event),
  })
  await tokenFetch(url, { method: 'POST', ...planted })
  const reasons = events.map(({ attributes }) => attributes['grantkit.resend.reason'])
  expect(reasons).toEqual([undefined, 'proof', undefined, 'token', undefined])
  expect(visibleText(events).filter((shown) => shown.includes(canary))).toEqual([])
})
