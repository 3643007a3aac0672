import fc from 'fast-check'
import { createAuthorizeUrl } from 'grantkit'
import { decodeJwt, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { createClientAssertion, createDPoP, createRequestObject } from './index.ts'
import { testKey } from './testing/signing-keys.ts'

const { pair } = await testKey('ES256')
const runs = { seed: 4, numRuns: 60 }
const text = fc.string({ unit: 'binary', minLength: 1 })
const words = text.filter((value) => value.trim() !== '')
const urls = fc.webUrl({ withQueryParameters: true, withFragments: true })

test('a proof has any URL as fetch sends it, without query and fragment', async () => {
  const dpop = createDPoP({ keyPair: pair })
  const property = fc.asyncProperty(urls, text, async (url, nonce) => {
    dpop.rememberNonce(url, nonce)
    const { htu, nonce: known } = decodeJwt(await dpop.createProof({ method: 'GET', url }))
    expect(htu).toBe(new URL(url).href.replace(/[?#].*/, ''))
    expect(known).toBe(nonce)
  })
  await fc.assert(property, runs)
})

test('an assertion keeps any client and any claims unchanged', async () => {
  const claims = fc.dictionary(
    fc.string().filter((name) => !/^(iss|sub|aud|jti|iat|exp|nbf|__proto__)$/.test(name)),
    fc.jsonValue(),
  )
  const property = fc.asyncProperty(words, claims, async (clientId, given) => {
    const factory = createClientAssertion({ key: pair.privateKey, clientId, audience: 'endpoint', claims: given })
    const { value } = await factory({ url: 'https://as.example/token' })
    const { payload } = await jwtVerify(value, pair.publicKey)
    const { iss, sub, aud, jti, iat, exp, ...others } = payload
    expect([iss, sub, aud]).toEqual([clientId, clientId, 'https://as.example/token'])
    expect(others).toEqual(JSON.parse(JSON.stringify(given)))
  })
  await fc.assert(property, runs)
})

test('a request object has the same parameters as the URL of the request', async () => {
  const name = fc
    .stringMatching(/^[a-z_]{1,12}$/)
    .filter((word) => !/^(request|iss|sub|aud|iat|nbf|exp|jti|claims|scope)$/.test(word))
  const requests = fc.record({
    // a control character in it is a mistake of the caller's
    clientId: words.filter((word) => !/\p{Cc}/u.test(word)),
    state: words,
    scope: fc.array(fc.stringMatching(/^[!-~]+$/), { minLength: 1 }),
    resource: fc.uniqueArray(words, { maxLength: 3 }),
    parameters: fc.dictionary(
      name.map((word) => `x_${word}`),
      words,
    ),
  })
  const property = fc.asyncProperty(requests, async (request) => {
    const url = new URL(createAuthorizeUrl({ address: 'https://as.example/authorize', ...request }))
    const object = await createRequestObject({ key: pair.privateKey, audience: 'https://as.example', ...request })
    const { iss, aud, iat, nbf, exp, jti, ...claims } = decodeJwt<Record<string, string | string[]>>(object)
    const pairs = Object.entries(claims).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    expect(pairs.sort()).toEqual([...url.searchParams].sort())
  })
  await fc.assert(property, runs)
})
