import { describe, expect, test } from 'vitest'
import { requestAuthorizationCodeToken } from '../index.ts'
import { failure } from '../testing/ask.ts'
import {
  canary,
  echoes,
  hasty,
  looks,
  plantedRequests,
  shapesOf,
  tellings,
  transports,
  visibleText,
} from '../testing/canary.ts'
import { everyGrant } from '../testing/every-grant.ts'
import { json, token } from '../testing/replies.ts'
import { type Reply, testFetch } from '../testing/test-fetch.ts'

const find = (value: unknown) => visibleText(value).filter((shown) => shown.includes(canary))

describe.each(Object.entries(looks))('a %s secret of the request shows in no failure (PAIN 14):', (_, look) => {
  const requests = plantedRequests(look)

  test.each(Object.entries(transports))('a transport throws %s', async (_, thrownFor) => {
    for (const { title, tell, grant, request } of requests) {
      const reply: Reply = (seen) => {
        throw thrownFor(tell(seen), seen)
      }
      const response = failure(await grant.ask(request, { fetch: testFetch(reply) }))
      expect(response.code).toBe('network')
      for (const shape of shapesOf(response)) expect(find(shape), title).toEqual([])
    }
  })

  test.each(Object.entries(echoes))('a server sends it back in %s', async (_, echo) => {
    const asking = requests.map(async ({ title, grant, request }) => {
      const reply: Reply = (seen) => echo((tellings['the values'] as (typeof tellings)[string])(seen))
      const response = failure(await grant.ask(request, { fetch: testFetch(reply), ...hasty }))
      for (const shape of shapesOf(response)) expect(find(shape), title).toEqual([])
    })
    await Promise.all(asking)
  })

  test('a transport shows the second attempt of a DPoP call', async () => {
    let count = 0
    const clientAssertion = () => ({ type: 'urn:t', value: look(`assertion-${++count}`) })
    const dpop = { createProof: async () => `${canary}-proof-${count}` }
    for (const tell of Object.values(tellings)) {
      for (const grant of everyGrant) {
        const { request } = requests.find((planted) => planted.grant === grant) as (typeof requests)[0]
        const fetch = testFetch(json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n' }), (seen) => {
          throw new Error(tell(seen))
        })
        const response = failure(await grant.ask({ ...request, dpop, clientAssertion }, { fetch }))
        for (const shape of shapesOf(response)) expect(find(shape)).toEqual([])
      }
    }
  })

  test.each<[string, object]>([
    ['no address', { address: undefined }],
    ['a bad address', { address: `http://as.example/?${canary}` }],
    ['a header with a line break', { headers: { 'x-custom': `${canary}\r\nx: y` } }],
    ['a proof with a line break', { dpopProof: `${canary}\nx` }],
    ['a parameter that is no string', { parameters: { custom: { [canary]: canary } } }],
    ['a query string for parameters', { parameters: `code=${canary}` }],
    ['two ways of authentication', { clientSecret: look('a'), clientAssertion: { type: 't', value: look('b') } }],
    ['a secret and an own header', { clientSecret: look('a'), headers: { authorization: `Basic ${canary}` } }],
    ['a secret without a client', { clientId: '', clientSecret: look('a') }],
    [
      'two secrets',
      { clientSecret: look('a'), clientCredentialStyle: 'body', parameters: { client_secret: look('b') } },
    ],
    ['an assertion that is a string', { clientAssertion: look('a') }],
    ['a half assertion', { clientAssertion: { value: look('a') } }],
    ['a function that returns a half one', { clientAssertion: () => ({ value: look('a') }) }],
    ['another grant type', { parameters: { grant_type: look('a') } }],
    ['a proof by a signer with a line break', { dpop: { createProof: async () => `${canary}\nx` } }],
  ])('the caller makes a mistake: %s', async (_, mistake) => {
    for (const { grant, request } of requests.slice(0, 1)) {
      const asking = grant.ask({ ...request, ...mistake }, { fetch: testFetch() })
      const thrown = await asking.catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(TypeError)
      expect(find(thrown)).toEqual([])
    }
  })

  test.each(everyGrant)('the caller gives two values to a field of $name', async ({ ask, required, optional }) => {
    for (const [field, name] of Object.entries({ ...required, ...optional })) {
      const { request } = requests.find(({ grant }) => grant.ask === ask) as (typeof requests)[0]
      const asking = ask({ ...request, [field]: look('a'), parameters: { [name]: look('b') } }, { fetch: testFetch() })
      const thrown = await asking.catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(TypeError)
      expect(find(thrown)).toEqual([])
    }
  })
})

test('the canaries are really sent, and really found', async () => {
  for (const look of Object.values(looks)) {
    for (const { title, grant, request } of plantedRequests(look)) {
      const fetch = testFetch(token())
      await grant.ask(request, { fetch })
      const { form, headers } = fetch.requests[0] as (typeof fetch.requests)[0]
      expect([...form.values()].join().split(canary).length, title).toBeGreaterThan(3)
      expect([...headers.values()].join(), title).toContain(canary)
    }
  }
  const leaking = Object.assign(new Error('x', { cause: { deep: [{ er: `a${canary}b` }] } }), {})
  expect(find(leaking)).not.toEqual([])
  expect(find({ exception: new Error(canary) })).not.toEqual([])
})

test('a message without a secret stays as it is', async () => {
  const [{ grant, request }] = plantedRequests(looks.plain as never) as [ReturnType<typeof plantedRequests>[0]]
  const message = 'connect ECONNREFUSED 127.0.0.1:443 for app at https://as.example/token'
  const response = failure(await grant.ask(request, { fetch: testFetch(new Error(message)) }))
  expect(response.error).toBe(message)
})

test('a secret that starts with another secret is masked completely', async () => {
  const request = {
    address: 'https://as.example/token',
    code: 'c0de',
    codeVerifier: 'c0de-and-more',
    redirectUri: 'https://app.example/cb',
  }
  for (const name of ['code', 'code_verifier']) {
    const reply: Reply = ({ form }) => {
      throw new Error(`it was ${form.get(name)}!`)
    }
    const response = failure(await requestAuthorizationCodeToken(request, { fetch: testFetch(reply) }))
    expect(response.error).not.toMatch(/c0de|more/)
  }
})
