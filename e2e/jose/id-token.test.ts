import { type ValidateIdTokenRequest, validateIdToken } from '@grantkit/jose'
import { createKeyCache, createNonce, orThrow, requestAuthorizationCodeToken, requestRefreshToken } from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { type LoginRequest, logIn, pageOrigin } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const server = await startAuthorizationServer({ pageOrigin })
const other = await startAuthorizationServer({ pageOrigin })
afterAll(() => Promise.all([server.close(), other.close()]))
const spa = { address: server.tokenEndpoint, ...server.clients.spa }
const keys = createKeyCache({ address: server.jwksUri })

/** Logs alice in with this request. Returns the tokens and the values that the ID token must match. */
async function tokensOf(request: LoginRequest = {}) {
  const nonce = createNonce()
  const exchange = { ...spa, ...(await logIn(server, { nonce, ...request })) }
  const { idToken = '', accessToken, refreshToken = '' } = orThrow(await requestAuthorizationCodeToken(exchange))
  const expected = { idToken, issuer: server.issuer, clientId: spa.clientId, keys, nonce, accessToken }
  return { expected, refreshToken }
}

describe('an ID token of a real login', () => {
  it('is valid, with one request for the keys, however many tokens are validated', async () => {
    const { expected } = await tokensOf()
    server.requests.length = 0
    const fresh = createKeyCache({ address: server.jwksUri })
    for (let times = 0; times < 3; times++) {
      const { claims, header } = await validateIdToken({ ...expected, keys: fresh })
      expect(claims).toMatchObject({
        iss: server.issuer,
        aud: 'spa',
        sub: 'alice',
        name: 'Alice',
        nonce: expected.nonce,
      })
      expect(header).toMatchObject({ alg: 'RS256', kid: 'rs256' })
    }
    expect(server.requests.map(({ path }) => path)).toEqual([new URL(server.jwksUri).pathname])
  })

  it('may lack the hash of the access token in the code flow only', async () => {
    const { expected } = await tokensOf()
    expect((await validateIdToken(expected)).claims.at_hash).toBeUndefined()
    const inBrowser = validateIdToken({ ...expected, fromAuthorizationEndpoint: true })
    await expect(inBrowser).rejects.toMatchObject({ code: 'claim_missing', claim: 'at_hash' })
  })

  it.each([
    ['nonce', { nonce: 'another' }, 'claim_mismatch'],
    ['nonce', { nonce: false }, 'claim_mismatch'],
    ['iss', { issuer: other.issuer }, 'claim_mismatch'],
    ['aud', { clientId: 'web' }, 'claim_mismatch'],
    ['acr', { acrValues: 'gold' }, 'claim_missing'],
    ['sub', { expectedSubject: 'bob' }, 'claim_mismatch'],
    ['alg', { algorithms: ['ES256'] }, 'alg_not_allowed'],
  ])('is refused for another %s than %j', async (claim, over, code) => {
    const { expected } = await tokensOf()
    const request = { ...expected, ...over } as ValidateIdTokenRequest
    await expect(validateIdToken(request)).rejects.toMatchObject({ code, claim })
  })

  it('is refused with the keys of another server, although they have the same kid', async () => {
    const { expected } = await tokensOf()
    const theirs = createKeyCache({ address: other.jwksUri })
    await expect(validateIdToken({ ...expected, keys: theirs })).rejects.toMatchObject({ code: 'signature_invalid' })
  })

  it('is refused with the clock difference if the clock is an hour behind or ahead (PAIN 12)', async () => {
    const { expected } = await tokensOf()
    const slow = validateIdToken(expected, { now: () => Date.now() - 3_600_000 })
    await expect(slow).rejects.toMatchObject({ code: 'issued_in_future', claim: 'iat' })
    await expect(slow).rejects.toThrow(/^iat is 36\d\d s in the future by this clock$|^iat is 3599 s/)
    const fast = validateIdToken(expected, { now: () => Date.now() + 3_600_000 })
    await expect(fast).rejects.toMatchObject({ code: 'expired', claim: 'exp' })
  })

  it('has the time of the login, if max_age asks for it', async () => {
    const agent = new UserAgent()
    const { expected } = await tokensOf({ agent, maxAge: 600 })
    const { claims } = await validateIdToken({ ...expected, maxAgeSeconds: 600 })
    expect(claims.auth_time).toBeLessThanOrEqual(Date.now() / 1000)
    const { expected: without } = await tokensOf({ agent })
    expect((await validateIdToken(without)).claims.sub).toBe('alice')
  })
})

describe('an ID token of a refresh', () => {
  it('must belong to the same login (OpenID Connect Core section 12.2)', async () => {
    const { expected, refreshToken } = await tokensOf()
    const { claims: previous } = await validateIdToken(expected)
    const { idToken = '', accessToken } = orThrow(await requestRefreshToken({ ...spa, refreshToken }))
    const { nonce: _, ...rest } = { ...expected, idToken, accessToken }
    expect((await validateIdToken({ ...rest, previous })).claims).toMatchObject({ sub: 'alice', aud: 'spa' })
    const others = { sub: 'bob', iss: other.issuer, aud: ['spa', 'api'], azp: 'spa' }
    for (const [claim, value] of Object.entries(others)) {
      const request = validateIdToken({ ...rest, previous: { ...previous, [claim]: value } })
      await expect(request).rejects.toMatchObject({ code: 'claim_mismatch', claim })
    }
  })
})
