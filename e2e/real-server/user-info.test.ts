import { createDPoP } from '@grantkit/jose'
import { type Fetch, getUserInfo, orThrow, requestAuthorizationCodeToken, requestPasswordToken } from 'grantkit'
import { decodeJwt } from 'jose'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { logIn, pageOrigin } from './log-in.ts'
import { refusal } from './refusal.ts'

const server = await startAuthorizationServer({ pageOrigin })
const strict = await startAuthorizationServer({ pageOrigin, dpopNonce: true })
const hasty = await startAuthorizationServer({ ttl: { AccessToken: 1 } })
afterAll(() => Promise.all([server.close(), strict.close(), hasty.close()]))
const address = server.userInfoEndpoint

const tokenOfAlice = async (scope: string, at = server) => {
  const user = { username: 'alice', password: 'wonderland', scope }
  const response = await requestPasswordToken({ address: at.tokenEndpoint, ...at.clients.legacy, ...user })
  return orThrow(response).accessToken
}

/** A fetch that drops the body of the response, so that only its headers remain. */
const withoutBody: Fetch = async (url, init) => {
  const { status, headers } = await fetch(url, init)
  return new Response(null, { status, headers: { 'www-authenticate': headers.get('www-authenticate') ?? '' } })
}

describe('getUserInfo', () => {
  it('gets the claims of the user who logged in', async () => {
    const { accessToken, idToken = '' } = orThrow(
      await requestAuthorizationCodeToken({
        address: server.tokenEndpoint,
        ...server.clients.spa,
        ...(await logIn(server)),
      }),
    )
    const expectedSubject = decodeJwt(idToken).sub ?? ''
    expect(await getUserInfo({ address, accessToken, expectedSubject })).toMatchObject({
      isError: false,
      subject: 'alice',
      json: { sub: 'alice', name: 'Alice', email: 'alice@example.test' },
    })
  })

  it('refuses the claims of another user than the one expected', async () => {
    const accessToken = await tokenOfAlice('openid profile')
    const response = await getUserInfo({ address, accessToken, expectedSubject: 'bob' })
    expect(response).toMatchObject({
      isError: true,
      code: 'invalid_response',
      httpStatus: 200,
      errorDescription: 'sub is not the one expected',
    })
    expect(JSON.stringify(response)).not.toContain('Alice')
  })

  it('accepts any user with expectedSubject: false', async () => {
    const accessToken = await tokenOfAlice('openid')
    const response = await getUserInfo({ address, accessToken, expectedSubject: false })
    expect(response).toMatchObject({ isError: false, subject: 'alice' })
  })

  it('is refused with invalid_token once the token has expired', async () => {
    const accessToken = await tokenOfAlice('openid', hasty)
    const request = { address: hasty.userInfoEndpoint, accessToken, expectedSubject: 'alice' }
    await vi.waitUntil(async () => (await getUserInfo(request)).isError, { timeout: 10_000 })
    expect(await getUserInfo(request)).toMatchObject(refusal(401, 'invalid_token'))
    // RFC 6750 puts the error into a header, and requires no body
    const response = await getUserInfo(request, { fetch: withoutBody })
    expect(response).toMatchObject({
      ...refusal(401, 'invalid_token'),
      errorDescription: 'invalid token provided',
    })
  })

  it.each(['profile', 'openid read'])(
    'is refused with insufficient_scope for a token with the scope %s',
    async (scope) => {
      const request = { address, accessToken: await tokenOfAlice(scope), expectedSubject: 'alice' }
      expect(await getUserInfo(request, { fetch: withoutBody })).toMatchObject(refusal(403, 'insufficient_scope'))
    },
  )
})

describe('getUserInfo with a token that is bound to a key', () => {
  const boundToken = async (at: typeof server) => {
    const dpop = createDPoP()
    const login = await logIn(at, at.clients.spaDPoP)
    const request = { address: at.tokenEndpoint, ...at.clients.spaDPoP, ...login, dpop }
    const { accessToken } = orThrow(await requestAuthorizationCodeToken(request))
    return { address: at.userInfoEndpoint, accessToken, dpop, expectedSubject: 'alice' }
  }

  it('sends it with a proof that names the token', async () => {
    const request = await boundToken(server)
    expect(await getUserInfo(request)).toMatchObject({ isError: false, subject: 'alice' })
    expect(server.requests.at(-1)?.headers.authorization).toBe(`DPoP ${request.accessToken}`)
    expect(decodeJwt(`${server.requests.at(-1)?.headers.dpop}`)).toMatchObject({ htm: 'GET', htu: address })
  })

  it('is retried once with the nonce if the server requires one (PAIN 13)', async () => {
    const request = await boundToken(strict)
    strict.requests.length = 0
    expect(await getUserInfo(request)).toMatchObject({ isError: false, subject: 'alice' })
    expect(strict.requests.map(({ status }) => status)).toEqual([401, 200])
  })

  it('is refused with the proof of another key, and without one', async () => {
    const { dpop: _, ...request } = await boundToken(server)
    const thief = createDPoP()
    expect(await getUserInfo({ ...request, dpop: thief })).toMatchObject(refusal(401, 'invalid_token'))
    expect(await getUserInfo(request)).toMatchObject(refusal(401, 'invalid_token'))
  })
})
