import { describe, expect, test } from 'vitest'
import { type DPoPSigner, getUserInfo, requestToken, type TokenRequest } from '../index.ts'
import { address, failure, success } from '../testing/ask.ts'
import { json, stream, text, token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

interface TestSigner extends DPoPSigner {
  inputs: Parameters<DPoPSigner['createProof']>[0][]
  remembered: [string, string][]
}

/** A signer whose proofs tell their number and nonce. */
function signer(): TestSigner {
  const inputs: TestSigner['inputs'] = []
  const remembered: TestSigner['remembered'] = []
  return {
    inputs,
    remembered,
    createProof: async (input) => `proof-${inputs.push(input)}-${input.nonce ?? 'none'}`,
    rememberNonce: (url, nonce) => {
      remembered.push([url, nonce])
    },
  }
}

const wantsNonce = (nonce = 'n1', status = 400) => json({ error: 'use_dpop_nonce' }, status, { 'DPoP-Nonce': nonce })
const request = (members: Partial<TokenRequest>): TokenRequest => ({
  address,
  clientId: 'app',
  grantType: 'any',
  ...members,
})

describe('a signer', () => {
  test('makes a proof for the method and URL of a request', async () => {
    const dpop = signer()
    const fetch = testFetch(token())
    success(await requestToken(request({ dpop }), { fetch }))
    expect(dpop.inputs).toEqual([{ method: 'POST', url: address }])
    expect(fetch.requests[0]?.headers.get('dpop')).toBe('proof-1-none')
  })

  test('is called as a method of itself', async () => {
    class Signer implements DPoPSigner {
      #proof = 'mine'
      async createProof() {
        return this.#proof
      }
      rememberNonce(_url: string, nonce: string) {
        this.#proof = nonce
      }
    }
    const dpop = new Signer()
    const fetch = testFetch(token({}, 200, { 'DPoP-Nonce': 'n1' }), token())
    success(await requestToken(request({ dpop }), { fetch }))
    success(await requestToken(request({ dpop }), { fetch }))
    expect(fetch.requests.map(({ headers }) => headers.get('dpop'))).toEqual(['mine', 'n1'])
  })

  test.each([400, 401])('makes a new proof with the nonce that the server requires: HTTP %i', async (status) => {
    const dpop = signer()
    const fetch = testFetch(wantsNonce('n1', status), token({}, 200, { 'DPoP-Nonce': 'n2' }))
    expect(success(await requestToken(request({ dpop }), { fetch }))).toMatchObject({
      accessToken: 'at',
      dpopNonce: 'n2',
      quirks: [],
    })
    expect(fetch.requests.map(({ headers }) => headers.get('dpop'))).toEqual(['proof-1-none', 'proof-2-n1'])
    expect(`${fetch.requests[1]?.form}`).toBe(`${fetch.requests[0]?.form}`)
    expect(dpop.remembered).toEqual([
      [address, 'n1'],
      [address, 'n2'],
    ])
  })

  test('makes a new proof if only WWW-Authenticate requires it', async () => {
    const dpop = signer()
    const headers = { 'DPoP-Nonce': 'n1', 'WWW-Authenticate': 'DPoP algs="ES256", error="use_dpop_nonce"' }
    const fetch = testFetch(text('', 401, headers), token())
    success(await requestToken(request({ dpop }), { fetch }))
    expect(dpop.inputs.map(({ nonce }) => nonce)).toEqual([undefined, 'n1'])
  })

  test('retries only once', async () => {
    const dpop = signer()
    const fetch = testFetch(wantsNonce('n1'), wantsNonce('n2'))
    const response = failure(await requestToken(request({ dpop }), { fetch }))
    expect(response).toMatchObject({ code: 'oauth_error', error: 'use_dpop_nonce', dpopNonce: 'n2' })
    expect(dpop.inputs).toHaveLength(2)
    expect(dpop.remembered.map(([, nonce]) => nonce)).toEqual(['n1', 'n2'])
  })

  test('gets each new nonce, after a success and after any failure', async () => {
    for (const reply of [
      token({}, 200, { 'DPoP-Nonce': 'n' }),
      text('', 503, { 'DPoP-Nonce': 'n' }),
      json({ error: 'x' }, 400, { 'DPoP-Nonce': 'n' }),
    ]) {
      const dpop = signer()
      await requestToken(request({ dpop }), { fetch: testFetch(reply) })
      expect(dpop.remembered).toEqual([[address, 'n']])
    }
  })

  test.each<[string, () => void]>([
    [
      'throws',
      () => {
        throw new Error('disk full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('changes no response if its memory %s', async (_, rememberNonce) => {
    const dpop = { ...signer(), rememberNonce }
    const fetch = testFetch(wantsNonce(), token({}, 200, { 'DPoP-Nonce': 'n2' }))
    expect(await requestToken(request({ dpop }), { fetch })).toMatchObject({ isError: false, accessToken: 'at' })
  })

  test('works without a memory', async () => {
    const { createProof } = signer()
    const fetch = testFetch(wantsNonce(), token())
    expect(await requestToken(request({ dpop: { createProof } }), { fetch })).toMatchObject({ isError: false })
  })

  test.each([
    ['the nonce cannot be read, as across origins (PAIN 26)', json({ error: 'use_dpop_nonce' }, 400)],
    ['the server wants something else', json({ error: 'invalid_dpop_proof' }, 400, { 'DPoP-Nonce': 'n' })],
    ['the answer is a redirect', () => new Response(null, { status: 302, headers: { 'DPoP-Nonce': 'n' } })],
    ['the server is down', text('', 503, { 'DPoP-Nonce': 'n' })],
    [
      'the answer broke off',
      () =>
        new Response(stream(['{"error":"use_dpop_nonce"}'], new TypeError('x')).body, {
          headers: { 'DPoP-Nonce': 'n' },
        }),
    ],
    ['a token came', token({}, 200, { 'DPoP-Nonce': 'n' })],
    [
      'a token came, whatever stands beside it',
      token({}, 200, { 'DPoP-Nonce': 'n', 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"' }),
    ],
  ])('makes no second proof if %s (PAIN 18)', async (_, reply) => {
    const dpop = signer()
    await requestToken(request({ dpop }), { fetch: testFetch(reply) })
    expect(dpop.inputs).toHaveLength(1)
  })

  test('keeps nothing of the first attempt in the failure of the second', async () => {
    let attempts = 0
    const fetch = async () => {
      if (attempts++) throw new TypeError('gone')
      const headers = { 'DPoP-Nonce': 'n1', 'Retry-After': '7' }
      return new Response('{"error":"use_dpop_nonce"}', { status: 400, statusText: 'Bad Request', headers })
    }
    const response = failure(await requestToken(request({ dpop: signer() }), { fetch }))
    expect(response).toMatchObject({ code: 'network', error: 'gone', httpStatus: 0, raw: '', headers: {} })
    for (const member of ['httpReason', 'retryAfterMs', 'dpopNonce']) expect(response).not.toHaveProperty(member)
  })

  test('sends a new assertion with each attempt, if a function makes them', async () => {
    let count = 0
    const clientAssertion = () => ({ type: 't', value: `jwt-${++count}` })
    const fetch = testFetch(wantsNonce(), token())
    success(await requestToken(request({ dpop: signer(), clientAssertion }), { fetch }))
    expect(fetch.requests.map(({ form }) => form.getAll('client_assertion'))).toEqual([['jwt-1'], ['jwt-2']])
  })

  test('sends a fixed assertion again', async () => {
    const fetch = testFetch(wantsNonce(), token())
    success(await requestToken(request({ dpop: signer(), clientAssertion: { type: 't', value: 'jwt' } }), { fetch }))
    expect(fetch.requests.map(({ form }) => form.getAll('client_assertion'))).toEqual([['jwt'], ['jwt']])
  })

  test('rejects the call with its own error before anything is sent', async () => {
    const broken = new Error('the key is gone')
    const dpop = { createProof: () => Promise.reject(broken) }
    await expect(requestToken(request({ dpop }), { fetch: testFetch() })).rejects.toBe(broken)
  })

  test.each([[undefined], [null], [5], [{}], ['a\nb'], ['a\0b']])(
    'is a TypeError if its proof is %j',
    async (proof) => {
      const dpop = { createProof: async () => proof as string }
      const asking = requestToken(request({ dpop }), { fetch: testFetch() })
      await expect(asking).rejects.toThrow(TypeError)
      await expect(asking).rejects.toThrow(/^dpop/)
    },
  )
})

describe('a proof', () => {
  test('is sent unchanged', async () => {
    const fetch = testFetch(token())
    success(await requestToken(request({ dpopProof: 'ready.made.proof' }), { fetch }))
    expect(fetch.requests[0]?.headers.get('dpop')).toBe('ready.made.proof')
  })

  test('is never sent twice: the caller gets the nonce', async () => {
    const response = failure(
      await requestToken(request({ dpopProof: 'ready.made.proof' }), { fetch: testFetch(wantsNonce()) }),
    )
    expect(response).toMatchObject({ error: 'use_dpop_nonce', dpopNonce: 'n1' })
  })

  const sources: Record<string, object> = {
    'a signer': { dpop: signer() },
    'a ready-made proof': { dpopProof: 'r.m.p' },
    "the caller's header": { headers: { DPoP: 'r.m.p' } },
    'a way of client authentication': { clientId: 'app', clientAuthentication: () => ({ headers: { dpop: 'r.m.p' } }) },
  }
  const names = Object.keys(sources)
  const twos = names.flatMap((one, index) => names.slice(index + 1).map((other): [string, string] => [one, other]))

  test.each(twos)(
    'of %s together with one of %s is a mistake, because neither may be replaced silently',
    async (one, other) => {
      const asking = requestToken(request({ ...sources[one], ...sources[other] }), { fetch: testFetch() })
      await expect(asking).rejects.toThrow(TypeError)
      await expect(asking).rejects.toThrow(/^(dpop|clientAuthentication: dpop): pass only one/)
    },
  )
})

describe('the time of the server', () => {
  const date = 'Sun, 22 Nov 2026 10:00:00 GMT'
  const wrongProof = (status = 400, headers = {}) => json({ error: 'invalid_dpop_proof' }, status, { date, ...headers })
  const timed = (answer: boolean) => {
    const told: [string, number][] = []
    const rememberTime = (url: string, at: number) => {
      told.push([url, at])
      return answer
    }
    return { ...signer(), told, rememberTime }
  }

  test('is passed to the signer, in epoch milliseconds, if the proof was refused because of its time (PAIN 12)', async () => {
    const dpop = timed(false)
    const fetch = testFetch(wrongProof(), wrongProof(400, { date: 'soon' }))
    for (let i = 0; i < 2; i++) failure(await requestToken(request({ dpop }), { fetch }))
    expect(dpop.told).toEqual([[address, Date.UTC(2026, 10, 22, 10)]])
  })

  test.each([
    ['a token', () => token({}, 200, { date })],
    ['another refusal', () => json({ error: 'invalid_grant' }, 400, { date })],
    ['a refusal from a cache', () => wrongProof(400, { age: '7' })],
    ['a refusal from several caches', () => wrongProof(400, { age: '0, 7' })],
    ['a refusal with several dates', () => wrongProof(400, { date: `${date}, ${date}` })],
    ['a refusal of an unknown age', () => wrongProof(400, { age: 'old' })],
  ])('is not taken from %s', async (_what, reply) => {
    const dpop = timed(true)
    await requestToken(request({ dpop }), { fetch: testFetch(reply()) })
    expect(dpop.told).toEqual([])
  })

  test('is used to retry a proof with a wrong time, once (PAIN 13)', async () => {
    const dpop = timed(true)
    success(await requestToken(request({ dpop }), { fetch: testFetch(wrongProof(), token()) }))
    expect(dpop.inputs).toHaveLength(2)
    const response = failure(await requestToken(request({ dpop }), { fetch: testFetch(wrongProof(), wrongProof()) }))
    expect(response.error).toBe('invalid_dpop_proof')
  })

  test("causes no retry if the proof's time was right or the response has no date", async () => {
    expect(failure(await requestToken(request({ dpop: timed(false) }), { fetch: testFetch(wrongProof()) })).error).toBe(
      'invalid_dpop_proof',
    )
    const without = testFetch(json({ error: 'invalid_dpop_proof' }, 400, { 'DPoP-Nonce': 'n1' }))
    failure(await requestToken(request({ dpop: timed(true) }), { fetch: without }))
  })

  test('causes no retry of other requests', async () => {
    const fetch = testFetch(json({ error: 'invalid_grant' }, 400, { date, 'DPoP-Nonce': 'n1' }))
    expect(failure(await requestToken(request({ dpop: timed(true) }), { fetch })).error).toBe('invalid_grant')
  })

  test('is ignored if the signer throws', async () => {
    const dpop = {
      ...signer(),
      rememberTime: () => {
        throw new Error('full')
      },
    }
    expect(failure(await requestToken(request({ dpop }), { fetch: testFetch(wrongProof()) })).error).toBe(
      'invalid_dpop_proof',
    )
  })
})

describe('a signer that checks the token', () => {
  test('turns the response into a failure with its reason, and the token is in raw only', async () => {
    const seen: unknown[] = []
    const refuseToken: DPoPSigner['refuseToken'] = ({ accessToken, tokenType }) => {
      seen.push([accessToken, tokenType])
      return 'the token is bound to no key'
    }
    const response = failure(
      await requestToken(request({ dpop: { ...signer(), refuseToken } }), { fetch: testFetch(token()) }),
    )
    expect(seen).toEqual([['at', 'Bearer']])
    expect(response).toMatchObject({ code: 'invalid_response', errorDescription: 'the token is bound to no key' })
    expect(JSON.stringify(response)).not.toContain('"at"')
    expect(response.raw).toContain('"at"')
  })

  test('is not called without a token, and accepts the token by returning undefined', async () => {
    const dpop = { ...signer(), refuseToken: () => undefined }
    expect(success(await requestToken(request({ dpop }), { fetch: testFetch(token()) })).accessToken).toBe('at')
    expect(failure(await requestToken(request({ dpop }), { fetch: testFetch(json({})) })).code).toBe('invalid_response')
  })
})

test('a signer gets the nonce of an API together with the access token of the request', async () => {
  const told: unknown[] = []
  const dpop: DPoPSigner = { ...signer(), rememberNonce: (...all) => void told.push(all) }
  const fetch = testFetch(json({ sub: 'alice' }, 200, { 'DPoP-Nonce': 'n1' }))
  success(await getUserInfo({ address, accessToken: 'at', expectedSubject: 'alice', dpop }, { fetch }))
  expect(told).toEqual([[address, 'n1', 'at']])
})
