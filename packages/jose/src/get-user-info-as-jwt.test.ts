import { describe, expect, it } from 'vitest'
import { type Reply, testFetch } from '../../core/src/testing/test-fetch.ts'
import { getUserInfoAsJwt, type UserInfoAsJwtRequest } from './index.ts'
import { clientId, issued, issuer, issuerKeys, keyServer, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { encrypted, signed, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const address = `${issuer}/userinfo`
const claims = { iss: issuer, aud: clientId, sub: 'alice', email: 'alice@example.com' }

/** An answer as a userinfo endpoint gives it that signs. */
const jwt = (body: string, headers: object = {}, status = 200) =>
  new Response(body, { status, headers: { 'content-type': 'application/jwt', ...headers } })

async function ask(reply: Reply, over: object = {}) {
  const fetch = testFetch(reply)
  const request = { address, accessToken: 'at', expectedSubject: 'alice', issuer, clientId, keys, ...over }
  const answer = await getUserInfoAsJwt(request as UserInfoAsJwtRequest, { ...options, fetch })
  return { answer, request: fetch.requests[0] }
}

/** The failure for an answer that says this. */
const refusal = async (payload: object, over: object = {}) => (await ask(jwt(await issued(payload)), over)).answer

describe('signed userinfo (OpenID Connect Core section 5.3.2)', () => {
  it('is a success like that of getUserInfo, with verified claims', async () => {
    const raw = await issued(claims)
    const { answer, request } = await ask(jwt(raw, { 'dpop-nonce': 'n' }))
    expect(answer).toMatchObject({
      isError: false,
      errorType: 'none',
      httpStatus: 200,
      subject: 'alice',
      json: claims,
      raw,
      dpopNonce: 'n',
      quirks: [],
    })
    expect(answer.headers['content-type']).toBe('application/jwt')
    expect(request?.headers.get('accept')).toBe('application/jwt')
    expect(request?.headers.get('authorization')).toBe('Bearer at')
  })

  it('sends headers in any form, with accept for a JWT', async () => {
    const accept = 'text/html'
    for (const headers of [
      { 'x-a': '1', Accept: accept },
      [
        ['x-a', '1'],
        ['accept', accept],
      ],
      new Headers({ 'x-a': '1', accept }),
    ]) {
      const { request } = await ask(jwt(await issued(claims)), { headers })
      expect([request?.headers.get('x-a'), request?.headers.get('accept')]).toEqual(['1', 'application/jwt'])
    }
  })

  it("is a failure as JSON, because it isn't signed", async () => {
    const { answer } = await ask(Response.json(claims))
    expect(answer).toMatchObject({
      isError: true,
      errorType: 'protocol',
      error: 'invalid_response',
      code: 'invalid_response',
      errorDescription: 'the response is JSON, but a signed JWT was requested',
      httpStatus: 200,
      transient: false,
      json: claims,
    })
    expect(Object.keys(answer)).not.toContain('json')
    expect(Object.keys(answer)).not.toContain('raw')
  })

  it('is a failure with another content type', async () => {
    for (const type of ['application/json', 'text/plain', 'application/jwtx']) {
      const { answer } = await ask(jwt(await issued(claims), { 'content-type': type }))
      expect(answer).toMatchObject({ isError: true, code: 'invalid_response' })
      expect(answer).toHaveProperty(
        'errorDescription',
        'the response is a JWT, but its content type is not application/jwt',
      )
    }
    const { answer } = await ask(
      jwt(`${await issued(claims)}\r\n`, { 'content-type': 'Application/JWT ; charset=utf-8' }),
    )
    expect(answer).toMatchObject({ isError: false, subject: 'alice' })
  })

  it('is a failure if it is unsigned, or signed with another key', async () => {
    const forged = await signed(claims, await testKey('RS256', 'stranger'), { kid: 'rs256' })
    expect((await ask(jwt(unsigned(claims)))).answer).toMatchObject({
      isError: true,
      exception: { code: 'alg_not_allowed' },
    })
    expect((await ask(jwt(forged))).answer).toMatchObject({
      code: 'invalid_response',
      errorDescription: "signature_invalid: its signature is not this key's",
      transient: false,
      exception: { name: 'JoseError', code: 'signature_invalid' },
    })
  })

  it('is a failure if its iss or aud is another one', async () => {
    expect(await refusal({ ...claims, iss: 'https://evil.example' })).toMatchObject({ exception: { claim: 'iss' } })
    expect(await refusal({ ...claims, aud: 'other' })).toMatchObject({ exception: { claim: 'aud' } })
    expect(await refusal({ sub: 'alice' })).toMatchObject({ isError: false, subject: 'alice' })
  })

  it('is a failure with another sub, or none (section 5.3.4)', async () => {
    for (const sub of ['bob', undefined, '']) {
      expect(await refusal({ ...claims, sub })).toMatchObject({
        isError: true,
        code: 'invalid_response',
        httpStatus: 200,
      })
    }
    expect(await refusal({ ...claims, sub: 'bob' }, { expectedSubject: false })).toMatchObject({ subject: 'bob' })
    expect(await refusal({ ...claims, sub: 'bob' })).toMatchObject({ errorDescription: 'sub is not the one expected' })
  })

  it('is a failure if the claims are an error, which is not repeated', async () => {
    const answer = await refusal({ ...claims, error: 'server_error', error_description: 'words' })
    expect(answer).toMatchObject({ isError: true, code: 'invalid_response', errorDescription: 'an error is signed' })
  })

  it('keeps headers with similar names', async () => {
    const headers = { 'x-accept': '1', 'accept-language': 'de' }
    const { request } = await ask(jwt(await issued(claims)), { headers })
    expect([request?.headers.get('x-accept'), request?.headers.get('accept-language')]).toEqual(['1', 'de'])
  })

  it('is a failure if it has expired', async () => {
    expect(await refusal({ ...claims, exp: nowSeconds - 30 })).toMatchObject({ exception: { code: 'expired' } })
  })

  it('may be encrypted, and must be if the client requires it', async () => {
    const key = await testKey('ECDH-ES')
    const over = { decryptionKeys: [key.privateJwk], requireEncryption: true }
    const { answer } = await ask(jwt(await encrypted(await issued(claims), key)), over)
    expect(answer).toMatchObject({ isError: false, json: claims })
    expect(await refusal(claims, over)).toMatchObject({ exception: { code: 'encryption_missing' } })
    const bare = await encrypted(JSON.stringify(claims), key)
    expect((await ask(jwt(bare), over)).answer).toMatchObject({ exception: { code: 'jwt_malformed' } })
  })

  it("is a transient failure if the keys can't be fetched", async () => {
    const server = keyServer()
    server.trouble = () => new Response('', { status: 503 })
    const answer = await refusal(claims, { keys: server.cache })
    expect(answer).toMatchObject({ isError: true, transient: true, exception: { code: 'keys_unavailable' } })
  })

  it("returns the server's errors unchanged", async () => {
    const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' }
    const { answer } = await ask(new Response('', { status: 401, headers: challenge }))
    expect(answer).toMatchObject({ isError: true, code: 'oauth_error', error: 'invalid_token', httpStatus: 401 })
    const { answer: page } = await ask(jwt(await issued(claims), {}, 500))
    expect(page).toMatchObject({ isError: true, code: 'http_error', httpStatus: 500 })
    const { answer: offline } = await ask(new TypeError('fetch failed'))
    expect(offline).toMatchObject({ isError: true, code: 'network' })
  })

  it('sends proofs with a bound token', async () => {
    const dpop = { createProof: async () => 'proof' }
    const { request } = await ask(jwt(await issued(claims)), { dpop })
    expect(request?.headers.get('authorization')).toBe('DPoP at')
    expect(request?.headers.get('dpop')).toBe('proof')
  })

  it('rejects for a mistake in the arguments, and sends nothing', async () => {
    const request = { address, accessToken: 'at', expectedSubject: 'alice', issuer, clientId, keys }
    const mistakes = [
      { issuer: '' },
      { clientId: undefined },
      { keys: undefined },
      { algorithms: ['none'] },
      { expectedSubject: undefined },
      { headers: { a: 'x\ny' } },
    ]
    for (const over of mistakes) {
      const asking = getUserInfoAsJwt({ ...request, ...over } as never, { fetch: testFetch() })
      await expect(asking).rejects.toThrow(TypeError)
    }
    const asking = getUserInfoAsJwt(request, { fetch: testFetch(), clockToleranceMs: -1 })
    await expect(asking).rejects.toThrow(TypeError)
  })

  it('rejects with the reason of a signal that aborts while the keys are fetched', async () => {
    const reason = new Error('gone')
    const fetch = testFetch(jwt(await issued(claims)))
    const waiting = { get: () => Promise.reject(reason) }
    const request = { address, accessToken: 'at', expectedSubject: 'alice', issuer, clientId, keys: waiting }
    await expect(getUserInfoAsJwt(request, { ...options, fetch })).rejects.toBe(reason)
  })
})
