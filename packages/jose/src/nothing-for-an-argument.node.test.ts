import { describe, expect, test } from 'vitest'
import * as jose from './index.ts'
import { mistakeOf } from './testing/mistake.ts'
import { testKey } from './testing/signing-keys.ts'

type Run = (...args: unknown[]) => unknown

const { privateKey: key } = (await testKey('ES256')).pair
const assertion = { key, clientId: 'app', audience: 'https://as.example' }
const dpop = jose.createDPoP()
const { JoseError, ...functions } = jose

/** Everything that takes an argument: the exports, and what they return. */
const all: Record<string, Run> = {
  ...(functions as unknown as Record<string, Run>),
  'createDPoP().createProof': dpop.createProof as Run,
  'createDPoP().rememberNonce': (url) => dpop.rememberNonce(url as string, 'nonce'),
  'createDPoP().rememberTime': (url) => dpop.rememberTime(url as string, 0),
  'createDPoP().getServerTime': dpop.getServerTime as Run,
  'the factory of createClientAssertion': jose.createClientAssertion({ ...assertion, audience: 'endpoint' }) as Run,
}

// it makes a key of its own without any settings
const names = Object.keys(all).filter((name) => name !== 'createDPoP')

describe.for(names)('%s', (name) => {
  test.for([undefined, null, 5, 'text'])('names its argument if it gets %s', async (value) => {
    expect(await mistakeOf(() => all[name]?.(value))).toMatch(/^[\w.]+: pass \S/)
  })
})

test.for(Object.keys(functions))('%s names its options if they are null', async (name) => {
  const requests: Record<string, object> = { createClientAssertion: assertion, createRequestObject: assertion }
  const mistake = await mistakeOf(() => all[name]?.(requests[name] ?? {}, null))
  expect(mistake).toMatch(/^[\w.]+: pass \S/)
})

test('createDPoP names its settings if they are null', () => {
  expect(() => jose.createDPoP(null as never)).toThrow(new TypeError('settings: pass an object'))
})

describe("a clock that doesn't return epoch milliseconds is named", () => {
  const clocks: [string, unknown, string][] = [
    ['none', null, 'now: pass a function that returns epoch milliseconds'],
    ['NaN', () => Number.NaN, 'now: pass a function that returns epoch milliseconds'],
    ['seconds', () => 1_760_000_000, 'now: pass a function that returns epoch milliseconds'],
    ['a date', () => new Date(Number.NaN), 'now: pass a function that returns epoch milliseconds'],
    ['nanoseconds', () => 1.76e18, 'now: pass a function that returns epoch milliseconds'],
  ]
  const trust = { keys: { keys: [] }, issuer: 'https://as.example' }
  const uses: Record<string, (options: never) => unknown> = {
    createClientAssertion: (options) => jose.createClientAssertion(assertion, options),
    createDPoP: (options) => jose.createDPoP({}, options),
    createRequestObject: (options) => jose.createRequestObject({ ...assertion, state: 's' } as never, options),
    validateDPoPProof: (options) =>
      jose.validateDPoPProof({ dpop: 'x', method: 'GET', url: 'https://api.example/' }, options),
    validateIdToken: (options) =>
      jose.validateIdToken({ ...trust, idToken: 'x', clientId: 'app', nonce: false }, options),
    validateJwtAccessToken: (options) =>
      jose.validateJwtAccessToken({ ...trust, accessToken: 'x', audience: 'https://api.example' }, options),
    validateLogoutToken: (options) =>
      jose.validateLogoutToken({ ...trust, logoutToken: 'x', clientId: 'app' }, options),
    validateSignedMetadata: (options) =>
      jose.validateSignedMetadata(
        { ...trust, metadata: { issuer: trust.issuer, signed_metadata: 'x' } } as never,
        options,
      ),
  }
  test.for(Object.keys(uses))('%s', async (name) => {
    for (const [what, now, mistake] of clocks) {
      expect(await mistakeOf(() => uses[name]?.({ now } as never)), what).toBe(mistake)
    }
  })
})
