import { expect, test } from 'vitest'
import { token } from '../../core/src/testing/replies.ts'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
import { createJwtBearerTokens, createMemoryStore } from './index.ts'
import { manualClock } from './testing/manual-clock.ts'

const address = 'https://as.example/token'

test('exchanges a JWT for a cached token, and creates a new JWT for each request (RFC 7523)', async () => {
  const clock = manualClock()
  const fetch = testFetch(token({ access_token: 'a', expires_in: 300 }), token({ access_token: 'b', expires_in: 300 }))
  let serial = 0
  const assertion = async () => `jwt ${++serial}`
  const source = createJwtBearerTokens({ address, clientId: 'app', assertion, scope: 'x', fetch, clock })
  expect(await source.getAccessToken()).toMatchObject({ accessToken: 'a', scope: 'x' })
  await source.getAccessToken()
  clock.time += 300_000
  expect((await source.getAccessToken()).accessToken).toBe('b')
  expect(fetch.requests.map(({ form }) => form.get('assertion'))).toEqual(['jwt 1', 'jwt 2'])
})

test('accepts a fixed JWT', async () => {
  const fetch = testFetch(token())
  await createJwtBearerTokens({ address, assertion: 'jwt', fetch }).getAccessToken()
  expect(fetch.requests[0]?.form.get('assertion')).toBe('jwt')
})

test('refuses a mistake in the settings', () => {
  expect(() => createJwtBearerTokens({ address, assertion: '' })).toThrow('assertion: pass a JWT')
  expect(() => createJwtBearerTokens({ address, assertion: 'jwt', store: createMemoryStore() })).toThrow('key: pass')
})
