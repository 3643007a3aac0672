import { describe, expect, it } from 'vitest'
import * as jose from './index.ts'
import { accessTokenClaims, clientId, idTokenClaims, issued, issuer, issuerKeys, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { mistakeOf } from './testing/mistake.ts'
import { method, url } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'

const base = { issuer, clientId, keys: await issuerKeys(), audience: 'https://api.example' }
const { privateJwk } = await testKey('ES256')

/** Calls that get an option with something odd; none of the tokens would come as far as that option. */
const calls: Record<string, (odd: object) => unknown> = {
  validateIdToken: (odd) => jose.validateIdToken({ ...base, idToken: 'a', nonce: 'n', ...odd }, options),
  validateJwtAccessToken: (odd) => jose.validateJwtAccessToken({ ...base, accessToken: 'a', ...odd }, options),
  'proof of validateJwtAccessToken': (odd) =>
    jose.validateJwtAccessToken({ ...base, accessToken: 'a', proof: { dpop: null, method, url, ...odd } }, options),
  validateLogoutToken: (odd) => jose.validateLogoutToken({ ...base, logoutToken: 'a', ...odd }, options),
  validateDPoPProof: (odd) => jose.validateDPoPProof({ dpop: 'a', method, url, ...odd }, options),
  // without a token, and with one that comes as Bearer
  authorizeRequest: (odd) => jose.authorizeRequest(new Request(url), { ...base, ...options, ...odd }),
  'options of validateIdToken': (odd) =>
    jose.validateIdToken({ ...base, idToken: 'a', nonce: 'n' }, { ...options, ...odd }),
  'options of validateDPoPProof': (odd) => jose.validateDPoPProof({ dpop: 'a', method, url }, { ...options, ...odd }),
  createDPoP: (odd) => jose.createDPoP(odd),
  createRequestObject: (odd) =>
    jose.createRequestObject({ key: privateJwk, clientId, audience: issuer, state: 's', ...odd }, options),
}

const noFunction = [null, '', 0, false, 'x', {}]
const noWords = [null, 5, {}, [undefined], [null], ['read', 5]]

describe('an invalid option rejects the first call, not only that with the first valid token', () => {
  it.each<[call: string, option: string, odd: unknown[]]>([
    ['validateLogoutToken', 'isReplay', noFunction],
    ['validateDPoPProof', 'isReplay', noFunction],
    ['proof of validateJwtAccessToken', 'isReplay', noFunction],
    ['proof of validateJwtAccessToken', 'nonce', ['', [''], 5, null]],
    ['authorizeRequest', 'isReplay', noFunction],
    ['authorizeRequest', 'nonce', ['', [''], 5, null]],
    ['authorizeRequest', 'maxIssuedAgeMs', [-1, Number.NaN, 'x']],
    ['validateJwtAccessToken', 'requiredScope', noWords],
    ['authorizeRequest', 'requiredScope', noWords],
    ['validateIdToken', 'decryptionKeys', [{}, [null], [undefined], ['key']]],
    ['options of validateIdToken', 'signal', [false, 0, '', {}, new AbortController()]],
    ['options of validateDPoPProof', 'signal', [false, 0, '', {}, new AbortController()]],
    ['createDPoP', 'keyPair', [null, 0, '', false]],
    ['createDPoP', 'thumbprint', [null, 0, '', false]],
    ['createRequestObject', 'encryption', [null, '', false, 0]],
  ])('of %s: %s', async (call, option, odd) => {
    for (const value of odd) {
      const said = await mistakeOf(() => calls[call]?.({ [option]: value }))
      expect(said, `${value}`).toMatch(new RegExp(`^${option}: pass \\S`))
    }
  })

  it('of authorizeRequest: proofAlgorithms', async () => {
    for (const proofAlgorithms of [null, [], ['none'], ['HS256'], 'ES256']) {
      expect(await mistakeOf(() => calls.authorizeRequest?.({ proofAlgorithms }))).toMatch(/^algorithms: pass /)
    }
  })

  it("isn't an empty requiredScope, which requires nothing", async () => {
    const accessToken = await issued(accessTokenClaims(), { typ: 'at+jwt' })
    for (const requiredScope of [undefined, '', [], '  ']) {
      const { claims } = await jose.validateJwtAccessToken({ ...base, accessToken, requiredScope }, options)
      expect(claims.sub).toBe('alice')
    }
  })
})

it("a maxAgeSeconds of null doesn't turn the check off", async () => {
  const idToken = await issued(idTokenClaims({ auth_time: options.now() / 1000 - 3600 }))
  const request = { ...base, idToken, nonce: 'n-0S6_WzA2Mj' }
  await refused(jose.validateIdToken({ ...request, maxAgeSeconds: null as never }, options), 'too_old', 'auth_time')
  expect((await jose.validateIdToken(request, options)).claims.sub).toBe('alice')
})
