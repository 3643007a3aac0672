import { parseWwwAuthenticate } from 'grantkit'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { type AuthorizeRequestFailure, type AuthorizeRequestOptions, authorizeRequest } from './index.ts'
import {
  accessTokenClaims,
  idTokenClaims,
  issued,
  issuer,
  issuerKeys,
  keyServer,
  nowSeconds,
  options,
} from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { mistakeOf } from './testing/mistake.ts'
import { method, proofBy, url } from './testing/proofs.ts'
import { sha256 } from './testing/tokens.ts'

const keys = await issuerKeys()
const audience = 'https://api.example'
const proofKey = await testKey('ES256', 'proof')
const jkt = await calculateJwkThumbprint(proofKey.publicJwk as JWK)
const typ = 'at+jwt'
const aProof = await proofBy(proofKey)
const free = await issued(accessTokenClaims(), { typ })
const bound = await issued(accessTokenClaims({ cnf: { jkt } }), { typ })

const ask = (headers: Record<string, string>, over: object = {}, address = url) =>
  authorizeRequest(new Request(address, { method, headers }), {
    issuer,
    audience,
    keys,
    ...options,
    ...over,
  } as AuthorizeRequestOptions)

/** What a refusal tells the client. */
const told = (result: Awaited<ReturnType<typeof ask>>) => {
  expect(result.isError).toBe(true)
  const { code, response } = result as AuthorizeRequestFailure
  const header = response.headers.get('www-authenticate') ?? ''
  const challenges = parseWwwAuthenticate(header)
  const errors = Object.fromEntries(
    challenges.map(({ scheme, parameters }) => [scheme.toLowerCase(), parameters.error]),
  )
  return { status: response.status, code, ...errors }
}
const nobody = { status: 401, code: 'token_missing', bearer: undefined, dpop: undefined }
const invalid = { status: 401, code: 'invalid_token', bearer: 'invalid_token', dpop: undefined }
const malformed = { status: 400, code: 'invalid_request', bearer: 'invalid_request', dpop: undefined }

describe('a request with a valid access token', () => {
  it('returns its claims', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const result = await ask({ authorization: `${scheme} ${free}` })
      expect(result).toMatchObject({ isError: false, claims: accessTokenClaims(), header: { typ } })
      expect(result).not.toHaveProperty('proof')
    }
  })

  it('returns the proof of a bound token', async () => {
    for (const scheme of ['DPoP', 'dpop']) {
      const headers = { authorization: `${scheme} ${bound}`, dpop: await proofBy(proofKey, bound) }
      const result = await ask(headers, { requireBinding: true, requiredScope: 'read' })
      expect(result).toMatchObject({ isError: false, claims: { cnf: { jkt } }, proof: { thumbprint: jkt } })
    }
  })

  it('uses the public URL behind a proxy', async () => {
    const headers = { authorization: `DPoP ${bound}`, dpop: await proofBy(proofKey, bound) }
    expect(told(await ask(headers, {}, 'http://10.0.0.1:8080/orders'))).toMatchObject({ dpop: 'invalid_dpop_proof' })
    expect(await ask(headers, { url }, 'http://10.0.0.1:8080/orders')).toMatchObject({ isError: false })
    expect(await ask(headers, { url: new URL(`${url}?page=1`) }, 'http://10.0.0.1/')).toMatchObject({ isError: false })
  })

  it('accepts a token bound to the certificate of the connection (RFC 8705)', async () => {
    const certificateThumbprint = await sha256('certificate')
    const token = await issued(accessTokenClaims({ cnf: { 'x5t#S256': certificateThumbprint } }), { typ })
    const over = { certificateThumbprint, requireBinding: true }
    expect(await ask({ authorization: `Bearer ${token}` }, over)).toMatchObject({ isError: false })
    expect(told(await ask({ authorization: `Bearer ${token}` }))).toMatchObject({
      status: 401,
      bearer: 'invalid_token',
    })
    expect(told(await ask({ authorization: `Bearer ${free}` }, over))).toEqual(invalid)
  })
})

describe('a request without credentials (RFC 6750 section 3.1)', () => {
  const none: [string, Record<string, string>][] = [
    ['no header', {}],
    ['an empty header', { authorization: '' }],
    ['a scheme alone', { authorization: 'Bearer' }],
    ['a scheme and spaces', { authorization: 'Bearer   ' }],
    ['the other scheme alone', { authorization: 'DPoP' }],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['another scheme with a good token', { authorization: `Token ${free}` }],
    ['a token without a scheme', { authorization: free }],
    ['only a proof', { dpop: aProof }],
  ]
  it.each(none)('%s: 401, and no error', async (_title, headers) => {
    const result = await ask(headers)
    expect(told(result)).toEqual(nobody)
    expect(result).not.toHaveProperty('exception')
  })

  it("gets the schemes, the realm, the scope, the algorithms and the metadata's address", async () => {
    const over = { requiredScope: ['a', 'b'], resourceMetadata: `${audience}/.well-known/oauth-protected-resource` }
    const about = { realm: audience, scope: 'a b', resource_metadata: over.resourceMetadata }
    const { response } = (await ask({}, { ...over, proofAlgorithms: ['ES256', 'EdDSA'] })) as AuthorizeRequestFailure
    expect(parseWwwAuthenticate(response.headers.get('www-authenticate') ?? '')).toMatchObject([
      { scheme: expect.stringMatching(/^bearer$/i), parameters: about },
      { scheme: expect.stringMatching(/^dpop$/i), parameters: { ...about, algs: 'ES256 EdDSA' } },
    ])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).toBe('')
    const metadata = { dpopSigningAlgValuesSupported: ['PS256', 'none'] }
    const { response: other } = (await ask({}, { metadata, realm: 'a "b" é' })) as AuthorizeRequestFailure
    expect(other.headers.get('www-authenticate')).toBe(
      'Bearer realm="a \'b\' \'", DPoP realm="a \'b\' \'", algs="PS256"',
    )
  })

  it('gets no Bearer challenge if tokens must be bound to a key', async () => {
    const { response } = (await ask({}, { requireBinding: true })) as AuthorizeRequestFailure
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP realm=/)
    expect(told(await ask({ authorization: `Bearer ${free}` }, { requireBinding: true }))).toEqual({
      status: 401,
      code: 'invalid_token',
      dpop: 'invalid_token',
    })
  })
})

describe('a malformed request: 400 (RFC 6750 section 3.1)', () => {
  const wrong: [string, string][] = [
    ['two tokens', 'Bearer a b'],
    ['two headers', `Bearer ${free}, Bearer ${free}`],
    ['a token in quotes', `Bearer "${free}"`],
    ['a token with a character that none has', 'Bearer a%20b'],
  ]
  it.each(wrong)('%s', async (_title, authorization) => {
    expect(told(await ask({ authorization }))).toEqual(malformed)
  })

  it('a second token in the query', async () => {
    expect(told(await ask({ authorization: `Bearer ${free}` }, {}, `${url}?access_token=x`))).toEqual(malformed)
    expect(told(await ask({ authorization: `Bearer ${free}` }, {}, `${url}?a=1&access_token=x`))).toEqual(malformed)
    expect(told(await ask({ authorization: `Bearer ${free}` }, {}, `${url}?access%5ftoken=x`))).toEqual(malformed)
    expect(told(await ask({}, {}, `${url}?access_token=${free}`))).toEqual(nobody)
  })
})

describe('a request with an invalid access token: 401', () => {
  const tokens: [string, string | Promise<string>][] = [
    ['no JWT', 'opaque'],
    ['an ID token', issued(idTokenClaims({ aud: audience }))],
    ['an expired token', issued(accessTokenClaims({ exp: nowSeconds - 60 }), { typ })],
    ['a token of another issuer', issued(accessTokenClaims({ iss: 'https://evil.example' }), { typ })],
    ['a token for another API', issued(accessTokenClaims({ aud: 'https://other.example' }), { typ })],
    ['a token without sub', issued(accessTokenClaims({ sub: undefined }), { typ })],
  ]
  it.each(tokens)('%s', async (_title, token) => {
    const result = await ask({ authorization: `Bearer ${await token}` })
    expect(told(result)).toEqual(invalid)
    const { exception, response } = result as AuthorizeRequestFailure
    expect(response.headers.get('www-authenticate')).toContain(`error_description="${exception?.message}"`)
  })

  it('a token without a required scope: 403, and the scopes', async () => {
    const result = await ask({ authorization: `Bearer ${free}` }, { requiredScope: 'read admin' })
    expect(told(result)).toEqual({
      status: 403,
      code: 'insufficient_scope',
      bearer: 'insufficient_scope',
      dpop: undefined,
    })
    expect((result as AuthorizeRequestFailure).response.headers.get('www-authenticate')).toContain('scope="read admin"')
  })

  it("doesn't show the token", async () => {
    const token = await issued(accessTokenClaims({ iss: 'https://canary.example' }), { typ: 'canary', kid: 'canary' })
    const { response, exception } = (await ask({ authorization: `Bearer ${token}` })) as AuthorizeRequestFailure
    expect(JSON.stringify([...response.headers, exception?.message, exception])).not.toContain('canary')
  })
})

describe('a token that is bound to a key (RFC 9449 section 7)', () => {
  const dpop = (error: string) => ({ status: 401, code: error, bearer: undefined, dpop: error })

  it('is refused as Bearer, with a proof or without', async () => {
    const both = { status: 401, code: 'invalid_token', bearer: 'invalid_token', dpop: 'invalid_token' }
    expect(told(await ask({ authorization: `Bearer ${bound}` }))).toEqual(both)
    const headers = { authorization: `Bearer ${bound}`, dpop: await proofBy(proofKey, bound) }
    expect(told(await ask(headers))).toEqual(both)
  })

  it('is refused as DPoP if it is not bound, with a proof or without', async () => {
    expect(told(await ask({ authorization: `DPoP ${free}` }))).toEqual(dpop('invalid_token'))
    const headers = { authorization: `DPoP ${free}`, dpop: await proofBy(proofKey, free) }
    expect(told(await ask(headers))).toEqual(dpop('invalid_token'))
  })

  it('is refused without a proof, and with an invalid one', async () => {
    const other = await testKey('ES256', 'other-proof')
    const good = await proofBy(proofKey, bound)
    const proofs = [
      undefined,
      '',
      'a',
      `${good}, ${good}`,
      await proofBy(other, bound),
      await proofBy(proofKey, free),
      await proofBy(proofKey, bound, { htm: 'GET' }),
      await proofBy(proofKey, bound, { htu: `${url}/1` }),
      await proofBy(proofKey, bound, { iat: nowSeconds - 400 }),
    ]
    for (const proof of proofs) {
      const headers: Record<string, string> = { authorization: `DPoP ${bound}` }
      if (proof !== undefined) headers.dpop = proof
      expect(told(await ask(headers))).toEqual(dpop('invalid_dpop_proof'))
    }
    expect(await ask({ authorization: `DPoP ${bound}`, dpop: good })).toMatchObject({ isError: false })
    const young = { maxIssuedAgeMs: 0 }
    const old = await proofBy(proofKey, bound, { iat: nowSeconds - 40 })
    expect(told(await ask({ authorization: `DPoP ${bound}`, dpop: old }, young))).toEqual(dpop('invalid_dpop_proof'))
    const over = { proofAlgorithms: ['PS256'] }
    expect(told(await ask({ authorization: `DPoP ${bound}`, dpop: good }, over))).toEqual(dpop('invalid_dpop_proof'))
  })

  it('is refused with a replayed proof', async () => {
    const seen = new Set<string>()
    const isReplay = ({ id }: { id: string }) => seen.has(id) || !seen.add(id)
    const headers = { authorization: `DPoP ${bound}`, dpop: await proofBy(proofKey, bound) }
    expect(await ask(headers, { isReplay })).toMatchObject({ isError: false })
    expect(told(await ask(headers, { isReplay }))).toEqual(dpop('invalid_dpop_proof'))
    const down = new Error('the store is down')
    await expect(ask(headers, { isReplay: () => Promise.reject(down) })).rejects.toBe(down)
  })

  it('gets the newest nonce if its proof has none, or an old one', async () => {
    for (const nonce of [undefined, 'n0']) {
      const headers = { authorization: `DPoP ${bound}`, dpop: await proofBy(proofKey, bound, { nonce }) }
      const result = await ask(headers, { nonce: ['n2', 'n1'] })
      expect(told(result)).toEqual(dpop('use_dpop_nonce'))
      expect((result as AuthorizeRequestFailure).response.headers.get('dpop-nonce')).toBe('n2')
    }
    for (const nonce of ['n1', 'n2']) {
      const headers = { authorization: `DPoP ${bound}`, dpop: await proofBy(proofKey, bound, { nonce }) }
      expect(await ask(headers, { nonce: ['n2', 'n1'] })).toMatchObject({ isError: false })
    }
  })
})

describe('authorizeRequest', () => {
  it('responds with 503 while the keys can’t be fetched, because the token may be valid', async () => {
    const server = keyServer()
    server.trouble = () => new Response('down', { status: 503, headers: { 'retry-after': '7' } })
    const result = await ask({ authorization: `Bearer ${free}` }, { keys: server.cache })
    expect(told(result)).toEqual({ status: 503, code: 'temporarily_unavailable', bearer: undefined, dpop: undefined })
    const { response, exception } = result as AuthorizeRequestFailure
    expect(response.headers.get('retry-after')).toBe('7')
    expect(exception).toMatchObject({ code: 'keys_unavailable', failure: { httpStatus: 503 } })
  })

  it('rejects for a mistake in the options, with a token or without', async () => {
    for (const headers of [{}, { authorization: 'Basic x' }, { authorization: `Bearer ${free}` }]) {
      expect(await mistakeOf(() => ask(headers, { audience: undefined }))).toMatch(/^audience: pass /)
      expect(await mistakeOf(() => ask(headers, { issuer: '' }))).toMatch(/^issuer: pass /)
      expect(await mistakeOf(() => ask(headers, { keys: null }))).toMatch(/^keys: pass /)
    }
    const request = new Request(url)
    for (const nothing of [undefined, null, 5]) {
      expect(await mistakeOf(() => authorizeRequest(nothing as never, {} as never))).toBe('request: pass a Request')
      expect(await mistakeOf(() => authorizeRequest(request, nothing as never))).toMatch(/^options: pass /)
    }
  })

  it('rejects with the reason of an aborted signal', async () => {
    const reason = new Error('gone')
    const over = { signal: AbortSignal.abort(reason) }
    await expect(ask({ authorization: `Bearer ${free}` }, over)).rejects.toBe(reason)
  })
})
