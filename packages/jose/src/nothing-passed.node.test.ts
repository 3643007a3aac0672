import { describe, expect, it } from 'vitest'
import * as jose from './index.ts'
import { clientId, issuer, issuerKeys, options } from './testing/issuer.ts'
import { mistakeOf } from './testing/mistake.ts'
import { method, url } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'

const keys = await issuerKeys()
const base = { issuer, clientId, keys, audience: 'https://api.example', ...options }
const exported = Object.entries(jose).filter(([name]) => name !== 'JoseError') as [
  string,
  (...args: unknown[]) => unknown,
][]

describe('no argument at all', () => {
  // a callback comes from outside, and signers of DPoP need no settings
  const firstIsOptional = ['parseJarmResponse', 'createDPoP']

  it.each(exported)('%s: a TypeError of ours', async (name, call) => {
    const ours = /^[\w.]+: pass \S/
    for (const nothing of [undefined, null]) {
      if (!firstIsOptional.includes(name)) expect(await mistakeOf(async () => call(nothing))).toMatch(ours)
      if (name === 'parseJarmResponse') expect(await mistakeOf(async () => call('', nothing))).toMatch(ours)
    }
    expect(await mistakeOf(async () => call(null, null))).toMatch(ours)
  })

  const withoutOptions: [string, (options: never) => Promise<unknown>][] = [
    ['validateIdToken', (none) => jose.validateIdToken({ ...base, idToken: 'a', nonce: 'n' }, none)],
    ['validateJwtAccessToken', (none) => jose.validateJwtAccessToken({ ...base, accessToken: 'a' }, none)],
    ['validateLogoutToken', (none) => jose.validateLogoutToken({ ...base, logoutToken: 'a' }, none)],
    ['validateDPoPProof', (none) => jose.validateDPoPProof({ dpop: 'a', method, url }, none)],
    ['validateSignedMetadata', (none) => jose.validateSignedMetadata({ ...base, metadata: {} }, none)],
    ['parseJarmResponse', (none) => jose.parseJarmResponse('', { ...base, state: 's' }, none)],
  ]
  it.each(withoutOptions)('%s: null as the options is one too', async (_name, call) => {
    expect(await mistakeOf(() => call(null as never))).toBe('options: pass an object')
  })
})

describe("an empty token is refused as invalid, and isn't the caller's mistake", () => {
  const validators: [string, (token: string | null) => Promise<unknown>][] = [
    [
      'validateIdToken',
      (idToken) => jose.validateIdToken({ ...base, idToken: idToken as string, nonce: 'n' }, options),
    ],
    [
      'validateJwtAccessToken',
      (accessToken) => jose.validateJwtAccessToken({ ...base, accessToken: accessToken as string }, options),
    ],
    ['validateLogoutToken', (logoutToken) => jose.validateLogoutToken({ ...base, logoutToken }, options)],
    ['validateDPoPProof', (dpop) => jose.validateDPoPProof({ dpop, method, url }, options)],
  ]
  it.each(validators)('%s', async (_name, validate) => {
    for (const nothing of ['', null]) await refused(validate(nothing), 'jwt_malformed')
    for (const nothing of [undefined, 5, {}]) {
      expect(await mistakeOf(() => validate(nothing as never))).toMatch(/: pass a non-empty string$/)
    }
  })

  it('validateSignedMetadata', async () => {
    const validate = (signed_metadata: unknown) =>
      jose.validateSignedMetadata({ issuer, keys, metadata: { signed_metadata } }, options)
    await refused(validate(''), 'jwt_malformed')
    await refused(validate(null), 'claim_missing', 'signed_metadata')
  })

  it('parseJarmResponse', async () => {
    for (const nothing of ['', 'https://app.example/cb', '?response=', new URLSearchParams(), null, undefined]) {
      const answer = await jose.parseJarmResponse(nothing as string, { ...base, state: 's' }, options)
      expect(answer).toMatchObject({ isError: true, errorDescription: 'response is missing' })
    }
  })

  it('a request without proof', async () => {
    for (const dpop of ['', null, undefined]) {
      const request = { ...base, accessToken: '', proof: { dpop, method, url } }
      await refused(jose.validateJwtAccessToken(request, options), 'jwt_malformed')
    }
  })
})
