import { describe, expect, it } from 'vitest'
import { canary, visibleText } from '../../core/src/testing/canary.ts'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
import {
  getUserInfoAsJwt,
  introspectTokenAsJwt,
  parseJarmResponse,
  validateDPoPProof,
  validateIdToken,
  validateJwtAccessToken,
  validateLogoutToken,
  validateSignedMetadata,
} from './index.ts'
import { clientId, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { method, proofBy, url } from './testing/proofs.ts'
import { encrypted, part, signed, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const key = await testKey()
const jwe = await testKey('ECDH-ES')
const clientSecret = `${canary}-client-secret-of-32-bytes-or-more`
const times = { exp: nowSeconds + 60, iat: nowSeconds - 1 }
const common = { iss: issuer, aud: clientId, sub: 'alice', jti: `${canary}-jti`, secret: `${canary}-claim`, ...times }

/** Tokens that are wrong in as many ways as there are, each with a canary in whatever a secret may be in. */
const payloads: (object | string)[] = [
  common,
  ...['iss', 'aud', 'sub', 'jti', 'nonce', 'azp', 'acr', 'at_hash', 'c_hash', 'htm', 'htu', 'ath', 'events'].flatMap(
    (name) => [
      { ...common, [name]: `${canary}-${name}` },
      { ...common, [name]: [`${canary}-${name}`, 1] },
      { ...common, [name]: { [`${canary}-name`]: `${canary}-${name}` } },
    ],
  ),
  ...['exp', 'iat', 'nbf', 'auth_time'].map((name) => ({ ...common, [name]: `${canary}-${name}` })),
  { ...common, exp: 1 },
  { ...common, cnf: { [`${canary}-member`]: `${canary}-thumbprint` } },
  { ...common, error: `${canary}` },
  `"${canary}`,
  `{"${canary}":1,"${canary}":2}`,
  `[${canary}]`,
]

async function tokens(): Promise<string[]> {
  const all: string[] = [canary, `${canary}.${canary}.${canary}`, `${canary}=.a.b`, `${part(canary)}.${part(canary)}.`]
  const headers = [
    {},
    { typ: 'at+jwt' },
    { typ: 'token-introspection+jwt' },
    { typ: canary },
    { kid: canary },
    { alg: canary },
  ]
  for (const payload of payloads) {
    for (const header of headers.slice(0, 3)) all.push(await issued(payload, header))
    all.push(unsigned(payload, { kid: canary }))
  }
  for (const header of [...headers, { crit: [canary] }, { [canary]: canary }, { jwk: { kty: canary, d: canary } }]) {
    all.push(await signed(common, key, header))
  }
  all.push(await encrypted(`${canary}`, jwe), await encrypted(await issued(common), jwe, { kid: canary }))
  const proofKey = await testKey('ES256', 'proof')
  for (const claims of [{}, { htu: `https://${canary}/` }, { ath: canary }, { iat: canary }]) {
    all.push(await proofBy(proofKey, `${canary}-token`, claims))
  }
  const { publicJwk } = proofKey
  for (const jwk of [{ ...publicJwk, d: canary }, { ...publicJwk, x: canary }, { kty: 'EC', crv: canary }, canary]) {
    all.push(await proofBy(proofKey, canary, {}, { jwk }))
  }
  return all
}

const all = await tokens()
const sources = [keys, { clientSecret }, { keys: [{ ...key.publicJwk, n: canary }] }]
const { privateJwk } = jwe
const base = { issuer, clientId, decryptionKeys: [privateJwk, { ...privateJwk, d: canary }] }
const secrets = { accessToken: `${canary}-access-token`, code: `${canary}-code`, state: `${canary}-state` }

type Validate = (token: string, source: (typeof sources)[number]) => Promise<unknown>
const jwtAnswer = (token: string, type: string) => new Response(token, { headers: { 'content-type': type } })
const validators: Record<string, Validate> = {
  validateIdToken: (idToken, source) =>
    validateIdToken(
      { ...base, ...secrets, idToken, keys: source, nonce: `${canary}-nonce`, acrValues: canary },
      options,
    ),
  'validateIdToken of a refresh': (idToken, source) =>
    validateIdToken({ ...base, idToken, keys: source, previous: { ...common, sub: `${canary}-sub` } }, options),
  parseJarmResponse: (response, source) =>
    parseJarmResponse(new URLSearchParams({ response }), { ...base, state: `${canary}-state`, keys: source }, options),
  validateJwtAccessToken: (accessToken, source) =>
    validateJwtAccessToken(
      {
        ...base,
        accessToken,
        audience: clientId,
        keys: source as typeof keys,
        proof: { dpop: accessToken, method, url },
      },
      options,
    ),
  validateDPoPProof: (dpop) =>
    validateDPoPProof(
      { dpop, method, url, accessToken: `${canary}-token`, thumbprint: canary, nonce: `${canary}-nonce` },
      options,
    ),
  validateLogoutToken: (logoutToken, source) => validateLogoutToken({ ...base, logoutToken, keys: source }, options),
  validateSignedMetadata: (signed_metadata, source) =>
    validateSignedMetadata({ metadata: { signed_metadata }, issuer: 'x', keys: source as typeof keys }, options),
  getUserInfoAsJwt: (token, source) => {
    const fetch = testFetch(jwtAnswer(token, 'application/jwt'))
    const request = {
      ...base,
      address: `${issuer}/userinfo`,
      accessToken: `${canary}-at`,
      expectedSubject: 'bob',
      keys: source,
    }
    return getUserInfoAsJwt(request, { ...options, fetch })
  },
  introspectTokenAsJwt: (token, source) => {
    const fetch = testFetch(jwtAnswer(token, 'application/token-introspection+jwt'))
    const request = { ...base, address: `${issuer}/introspect`, clientSecret, token: `${canary}-at`, keys: source }
    return introspectTokenAsJwt(request, { ...options, fetch })
  },
}

/** The error, or the failure; undefined for a success, and for the server's own words, which are its own to say. */
async function refusalOf(promise: Promise<unknown>): Promise<object | undefined> {
  const shown = await promise.catch((error: Error) => error)
  const { isError = shown instanceof Error, code } = shown as { isError?: boolean; code?: string }
  return isError && code !== 'oauth_error' ? (shown as object) : undefined
}

describe('the error', () => {
  for (const [name, validate] of Object.entries(validators)) {
    it(`of ${name} shows no token, key or secret`, async () => {
      let refusals = 0
      for (const source of sources) {
        for (const token of all) {
          const shown = await refusalOf(validate(token, source as never))
          if (!shown) continue
          refusals++
          expect(shown).not.toBeInstanceOf(TypeError)
          expect(visibleText(shown).filter((text) => text.includes(canary))).toEqual([])
        }
      }
      expect(refusals).toBeGreaterThan(100)
    })
  }

  it('of a mistake in the arguments shows none either', async () => {
    const bad = { idToken: { canary }, issuer: [canary], clientId: canary, keys: { canary }, nonce: { canary } }
    const mistakes = [
      bad,
      { ...bad, idToken: canary, issuer: canary },
      { ...bad, idToken: canary, issuer: canary, nonce: canary },
    ]
    for (const request of mistakes) {
      const error = await validateIdToken(request as never, options).catch((error) => error)
      expect(error).toBeInstanceOf(TypeError)
      expect(visibleText(error).filter((text) => text.includes(canary))).toEqual([])
    }
  })
})
