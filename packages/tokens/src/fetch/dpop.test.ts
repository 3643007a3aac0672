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
  test.each(['DPoP', 'dpop'])('goes with a proof for the method, the address and the token: %s', async (tokenType) => {
    const dpop = fakeSigner()
    const fetch = api(ok())
    const source = fakeSource({ tokenType })
    await createTokenFetch(source, { origins, fetch, dpop })(url, { method: 'post', body: 'x' })
    expect(dpop.inputs).toEqual([{ method: 'POST', url: htu, accessToken: 'token-1' }])
    expect(fetch.requests[0]?.headers.get('dpop')).toBe('proof-1-none')
    expect(fetch.authorizations()).toEqual(['DPoP token-1'])
  })

  test('is sent nowhere without a signer, and the error names the fix', async () => {
    const { tokenFetch } = make(undefined)
    await expect(tokenFetch(url)).rejects.toThrow(TypeError)
    await expect(tokenFetch(url)).rejects.toThrow(/^dpop: pass the signer/)
  })

  test('is sent nowhere with a proof that no header can carry, and the error says nothing of it', async () => {
    const { tokenFetch } = make({ createProof: async () => 'planted\nplanted' })
    await expect(tokenFetch(url)).rejects.toThrow('dpop.createProof: pass a string that a header can carry')
  })

  test('is sent nowhere if the signer fails, and the error is the signer’s', async () => {
    const broken = new Error('the key is gone')
    const { tokenFetch } = make({ createProof: () => Promise.reject(broken) })
    await expect(tokenFetch(url)).rejects.toBe(broken)
  })
})

test('a 400 is not the token’s, whatever its challenge says', async () => {
  const { tokenFetch, source } = make(fakeSigner(), refusal('DPoP error="invalid_token"', 400))
  expect((await tokenFetch(url)).status).toBe(400)
  expect(source.renewals).toBe(0)
})

test('a token of type Bearer goes without a proof, signer or not', async () => {
  const dpop = fakeSigner()
  const fetch = api(refusal('Bearer error="invalid_token"', 401, { 'dpop-nonce': 'n' }), ok())
  await createTokenFetch(fakeSource(), { origins, fetch, dpop })(url)
  expect(fetch.authorizations()).toEqual(['Bearer token-1', 'Bearer token-2'])
  expect(dpop).toMatchObject({ inputs: [], remembered: [] })
})

describe('the nonce of an API (PAIN 13)', () => {
  test.each([401, 400])('that it wants is in a fresh proof of a second attempt: HTTP %i', async (status) => {
    const dpop = fakeSigner()
    const { tokenFetch, sent, source } = make(dpop, wantsNonce('n1', status), ok())
    expect((await tokenFetch(url)).status).toBe(200)
    expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'DPoP token-1, proof-2-n1'])
    expect(dpop.inputs[1]).toEqual({ method: 'GET', url: htu, accessToken: 'token-1', nonce: 'n1' })
    expect(source.renewals).toBe(0)
  })

  test.each([200, 403, 500])('is wanted by a refusal only: HTTP %i is the answer', async (status) => {
    const { tokenFetch } = make(fakeSigner(), wantsNonce('n1', status))
    expect((await tokenFetch(url)).status).toBe(status)
  })

  test('is told to the signer with each answer, and with the token that was sent along', async () => {
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

  test('is asked for once in a call, and no more than that', async () => {
    const { tokenFetch, source } = make(fakeSigner(), wantsNonce('n1'), wantsNonce('n2'))
    const response = await tokenFetch(url)
    expect(response.headers.get('dpop-nonce')).toBe('n2')
    expect(source.renewals).toBe(0)
  })

  test('and a token that is refused cost one attempt each, in either order: three are the most', async () => {
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

  test('that cannot be read is no reason for anything (PAIN 26)', async () => {
    const { tokenFetch, source } = make(fakeSigner(), refusal('DPoP error="use_dpop_nonce"'))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(source.renewals).toBe(0)
  })

  test('that can be read beside a challenge that cannot is tried before the token is renewed (PAIN 26)', async () => {
    const bare = () => refusal(undefined, 401, { 'dpop-nonce': 'n1' })
    const { tokenFetch, sent, source } = make(fakeSigner(), bare(), ok())
    expect((await tokenFetch(url)).status).toBe(200)
    expect(sent()[1]).toBe('DPoP token-1, proof-2-n1')
    expect(source.renewals).toBe(0)
  })

  test('beside a challenge about the token doesn’t hide that', async () => {
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
  ])('costs no answer if the signer’s memory %s', async (_, rememberNonce) => {
    const { tokenFetch } = make({ ...fakeSigner(), rememberNonce }, wantsNonce(), ok())
    expect((await tokenFetch(url)).status).toBe(200)
  })

  test('needs no memory', async () => {
    const { createProof } = fakeSigner()
    const { tokenFetch } = make({ createProof }, wantsNonce(), ok())
    expect((await tokenFetch(url)).status).toBe(200)
  })

  test('is wanted once more with a body that can be sent again, and not with a stream', async () => {
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
  test('cures a proof that was dated wrong, once', async () => {
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
  ])('cures nothing for a proof that %s, and neither does a renewal', async (_, rememberTime) => {
    const dpop = { ...fakeSigner(), ...(rememberTime && { rememberTime }) }
    const { tokenFetch, source } = make(dpop, wrongProof({ date }))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(source.renewals).toBe(0)
  })
})

test('each hop of a redirect gets a proof of its own', async () => {
  const dpop = fakeSigner()
  const { tokenFetch } = make(dpop, redirectTo('/new?x', 303), ok())
  await tokenFetch(url, { method: 'POST', body: 'x' })
  expect(dpop.inputs).toEqual([
    { method: 'POST', url: htu, accessToken: 'token-1' },
    { method: 'GET', url: 'https://api.example/new', accessToken: 'token-1' },
  ])
})

test('a redirect to elsewhere leaves the proof behind with the token (PAIN 31)', async () => {
  const { tokenFetch, sent } = make(fakeSigner(), redirectTo('https://evil.example/'), ok())
  await tokenFetch(url)
  expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'null, null'])
})

describe('behind CORS, where a nonce can be read and the challenge can not', () => {
  const unreadable = (nonce: string) => refusal(undefined, 401, { 'dpop-nonce': nonce })

  test('a 401 gets a new proof, and then a new token: never the same cure twice', async () => {
    const { tokenFetch, sent, source } = make(fakeSigner(), unreadable('n1'), unreadable('n2'), ok())
    expect((await tokenFetch(url)).status).toBe(200)
    expect(sent()).toEqual(['DPoP token-1, proof-1-none', 'DPoP token-1, proof-2-n1', 'DPoP token-2, proof-3-none'])
    expect(source.renewals).toBe(1)
  })

  test('an API that says 401 to all of it gets its answer through, after three attempts', async () => {
    const { tokenFetch, sent } = make(fakeSigner(), unreadable('n1'), unreadable('n2'), unreadable('n3'))
    expect((await tokenFetch(url)).status).toBe(401)
    expect(sent()).toHaveLength(3)
  })
})

test('a JSON body with an error of its own does not hide what the challenge wants', async () => {
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
