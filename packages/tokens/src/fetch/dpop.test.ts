import { describe, expect, test } from 'vitest'
import { createTokenFetch, type TokenFetchOptions } from '../index.ts'
import { type ApiReply, api, ok, redirectTo, refusal } from '../testing/api.ts'
import { fakeSigner } from '../testing/fake-signer.ts'
import { fakeSource } from '../testing/fake-source.ts'

const origins = ['https://api.example']
const url = 'https://api.example/things?page=1#part'
const htu = 'https://api.example/things'
const date = 'Sun, 22 Nov 2026 10:00:00 GMT'

const wantsNonce = (nonce = 'n1', status = 401) =>
  refusal('DPoP algs="ES256", error="use_dpop_nonce"', status, { 'dpop-nonce': nonce })
const invalidToken = () => refusal('DPoP error="invalid_token"')
const wrongProof = (headers = {}) => refusal('DPoP error="invalid_dpop_proof"', 401, headers)

function make(dpop: TokenFetchOptions['dpop'], ...replies: ApiReply[]) {
  const fetch = api(...replies)
  const source = fakeSource({ tokenType: 'DPoP' })
  const tokenFetch = createTokenFetch(source, { origins, fetch, ...(dpop && { dpop }) })
  const sent = () => fetch.requests.map(({ headers }) => `${headers.get('authorization')}, ${headers.get('dpop')}`)
  return { tokenFetch, sent, source }
}

describe('a token of type DPoP', () => {
  test.each(['DPoP', 'dpop'])(
    'is sent with a proof for the method, the address and the token: %s',
    async (tokenType) => {
      const dpop = fakeSigner()
      const fetch = api(ok())
      const source = fakeSource({ tokenType })
      await createTokenFetch(source, { origins, fetch, dpop })(url, { method: 'post', body: 'x' })
      expect(dpop.inputs).toEqual([{ method: 'POST', url: htu, accessToken: 'token-1' }])
      expect(fetch.requests[0]?.headers.get('dpop')).toBe('proof-1-none')
      expect(fetch.authorizations()).toEqual(['DPoP token-1'])
    },
  )

  test('is never sent without a signer, and the error names the fix', async () => {
    const { tokenFetch } = make(undefined)
    await expect(tokenFetch(url)).rejects.toThrow(TypeError)
    await expect(tokenFetch(url)).rejects.toThrow(/^dpop: pass the signer/)
  })

  test("is not sent if its proof is no valid header, and the error doesn't show the proof", async () => {
    const { tokenFetch } = make({ createProof: async () => 'planted\nplanted' })
    await expect(tokenFetch(url)).rejects.toThrow('dpop.createProof: pass a string that a header can carry')
  })

  test('is not sent if the signer fails, and the error is the signer’s', async () => {
    const broken = new Error('the key is gone')
    const { tokenFetch } = make({ createProof: () => Promise.reject(broken) })
    await expect(tokenFetch(url)).rejects.toBe(broken)
  })
})

test('a 400 causes no refresh, whatever its challenge says', async () => {
  const { tokenFetch, source } = make(fakeSigner(), refusal('DPoP error="invalid_token"', 400))
  expect((await tokenFetch(url)).status).toBe(400)
  expect(source.renewals).toBe(0)
})

test('a token of type Bearer is sent without a proof, with a signer or without', async () => {
  const dpop = fakeSigner()
  const fetch = api(refusal('Bearer error="invalid_token"', 401, { 'dpop-nonce': 'n' }), ok())
  await createTokenFetch(fakeSource(), { origins, fetch, dpop })(url)
  expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-2'])
  expect(dpop).toMatchObject({ inputs: [], remembered: [] })
})

describe('the nonce of an API (PAIN 13)', () => {
  test.each([401, 400])('is in a new proof of a second attempt: HTTP %i', async (status) => {
    const dpop = fakeSigner()
    const { tokenFetch, sent, source } = make(dpop, wantsNonce('n1', status), ok())
    expect((await tokenFetch(url)).status).toBe(200)
    expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'DPoP token-1, proof-2-n1'])
    expect(dpop.inputs[1]).toEqual({ method: 'GET', url: htu, accessToken: 'token-1', nonce: 'n1' })
    expect(source.renewals).toBe(0)
  })

  test.each([200, 403, 500])('causes a retry only after a 400 or 401: HTTP %i is returned', async (status) => {
    const { tokenFetch } = make(fakeSigner(), wantsNonce('n1', status))
    expect((await tokenFetch(url)).status).toBe(status)
  })

  test('is passed to the signer from each response, with the token of the request', async () => {
    const dpop = fakeSigner()
    const { tokenFetch } = make(
      dpop,
      new Response('ok', { headers: { 'dpop-nonce': 'n1' } }),
      new Response('', { status: 503, headers: { 'dpop-nonce': 'n2' } }),
    )
    await tokenFetch(url)
    await tokenFetch(url)
    expect(dpop.remembered).toEqual([
      [htu, 'n1', 'token-1'],
      [htu, 'n2', 'token-1'],
    ])
  })

  test('causes one retry in a call, and no more', async () => {
    const { tokenFetch, source } = make(fakeSigner(), wantsNonce('n1'), wantsNonce('n2'))
    const response = await tokenFetch(url)
    expect(response.headers.get('dpop-nonce')).toBe('n2')
    expect(source.renewals).toBe(0)
  })

  test('and a refused token cost one attempt each, in either order: at most three', async () => {
    const nonceFirst = make(fakeSigner(), wantsNonce('n1'), invalidToken(), ok())
    expect((await nonceFirst.tokenFetch(url)).status).toBe(200)
    expect(nonceFirst.sent()).toEqual([
      'DPoP token-1, proof-1-none',
      'DPoP token-1, proof-2-n1',
      'DPoP token-2, proof-3-none',
    ])
    const tokenFirst = make(fakeSigner(), invalidToken(), wantsNonce('n1'), ok())
    expect((await tokenFirst.tokenFetch(url)).status).toBe(200)
    expect(tokenFirst.sent()).toEqual([
      'DPoP token-1, proof-1-none',
      'DPoP token-2, proof-2-none',
      'DPoP token-2, proof-3-n1',
    ])
    const never = make(fakeSigner(), wantsNonce('n1'), invalidToken(), wantsNonce('n2'))
    expect((await never.tokenFetch(url)).status).toBe(401)
  })

  test('has no effect if it cannot be read (PAIN 26)', async () => {
    const { tokenFetch, source } = make(fakeSigner(), refusal('DPoP error="use_dpop_nonce"'))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(source.renewals).toBe(0)
  })

  test("is tried before a refresh if it can be read but the challenge can't (PAIN 26)", async () => {
    const bare = () => refusal(undefined, 401, { 'dpop-nonce': 'n1' })
    const { tokenFetch, sent, source } = make(fakeSigner(), bare(), ok())
    expect((await tokenFetch(url)).status).toBe(200)
    expect(sent()[1]).toBe('DPoP token-1, proof-2-n1')
    expect(source.renewals).toBe(0)
  })

  test('doesn’t hide a challenge about the token', async () => {
    const { tokenFetch, sent } = make(
      fakeSigner(),
      refusal('DPoP error="invalid_token"', 401, { 'dpop-nonce': 'n' }),
      ok(),
    )
    await tokenFetch(url)
    expect(sent()[1]).toBe('DPoP token-2, proof-2-none')
  })

  test.each<[string, () => void]>([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('changes no response if the signer’s memory %s', async (_, rememberNonce) => {
    const { tokenFetch } = make({ ...fakeSigner(), rememberNonce }, wantsNonce(), ok())
    expect((await tokenFetch(url)).status).toBe(200)
  })

  test('requires no memory of the signer', async () => {
    const { createProof } = fakeSigner()
    const { tokenFetch } = make({ createProof }, wantsNonce(), ok())
    expect((await tokenFetch(url)).status).toBe(200)
  })

  test('causes a retry with a replayable body, but not with a stream', async () => {
    const { tokenFetch } = make(fakeSigner(), wantsNonce(), ok())
    expect((await tokenFetch(url, { method: 'POST', body: 'x' })).status).toBe(200)
    const source = fakeSource({ tokenType: 'DPoP' })
    let sent = 0
    const fetch = async () => {
      sent++
      return wantsNonce()
    }
    const streaming = createTokenFetch(source, { origins, fetch, dpop: fakeSigner() })
    expect((await streaming(url, { method: 'POST', body: new ReadableStream() })).status).toBe(401)
    expect(sent).toBe(1)
  })
})

describe('the time of an API (PAIN 12)', () => {
  test('is used to retry a proof with a wrong time, once', async () => {
    const told: unknown[] = []
    const rememberTime = (...all: unknown[]) => {
      told.push(all)
      return true
    }
    const { tokenFetch, source } = make({ ...fakeSigner(), rememberTime }, wrongProof({ date }), wrongProof({ date }))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(told).toEqual(Array(2).fill([htu, Date.UTC(2026, 10, 22, 10)]))
    expect(source.renewals).toBe(0)
  })

  test.each<[string, (() => boolean) | undefined]>([
    ['was dated right', () => false],
    ['nobody keeps the time of', undefined],
    [
      'nobody can keep the time of',
      () => {
        throw new Error('full')
      },
    ],
  ])('causes no retry for a proof that %s, and no refresh', async (_, rememberTime) => {
    const dpop = { ...fakeSigner(), ...(rememberTime && { rememberTime }) }
    const { tokenFetch, source } = make(dpop, wrongProof({ date }))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(source.renewals).toBe(0)
  })
})

test('each request of a redirect gets its own proof', async () => {
  const dpop = fakeSigner()
  const { tokenFetch } = make(dpop, redirectTo('/new?x', 303), ok())
  await tokenFetch(url, { method: 'POST', body: 'x' })
  expect(dpop.inputs).toEqual([
    { method: 'POST', url: htu, accessToken: 'token-1' },
    { method: 'GET', url: 'https://api.example/new', accessToken: 'token-1' },
  ])
})

test('a redirect to another origin gets neither the proof nor the token (PAIN 31)', async () => {
  const { tokenFetch, sent } = make(fakeSigner(), redirectTo('https://evil.example/'), ok())
  await tokenFetch(url)
  expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'null, null'])
})

describe("behind CORS, if a nonce can be read and the challenge can't", () => {
  const unreadable = (nonce: string) => refusal(undefined, 401, { 'dpop-nonce': nonce })

  test('a 401 causes a new proof, and then a new token, each once', async () => {
    const { tokenFetch, sent, source } = make(fakeSigner(), unreadable('n1'), unreadable('n2'), ok())
    expect((await tokenFetch(url)).status).toBe(200)
    expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'DPoP token-1, proof-2-n1', 'DPoP token-2, proof-3-none'])
    expect(source.renewals).toBe(1)
  })

  test('an API that always responds with 401 gets three attempts, and its response is returned', async () => {
    const { tokenFetch, sent } = make(fakeSigner(), unreadable('n1'), unreadable('n2'), unreadable('n3'))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(sent()).toHaveLength(3)
  })
})

test("a JSON body with another error doesn't hide the challenge", async () => {
  const hidden = new Response(JSON.stringify({ error: 'unauthorized' }), {
    status: 401,
    headers: {
      'content-type': 'application/json',
      'www-authenticate': 'DPoP error="use_dpop_nonce"',
      'dpop-nonce': 'n1',
    },
  })
  const { tokenFetch, sent } = make(fakeSigner(), hidden, ok())
  expect((await tokenFetch(url)).status).toBe(200)
  expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'DPoP token-1, proof-2-n1'])
})
