import { describe, expect, it } from 'vitest'
import { type Reply, testFetch } from '../../core/src/testing/test-fetch.ts'
import { type IntrospectTokenAsJwtRequest, introspectTokenAsJwt } from './index.ts'
import { issued, issuer, issuerKeys, nowMs, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { encrypted, signed, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const address = `${issuer}/introspect`
const clientId = 'api'
const typ = 'token-introspection+jwt'
const contentType = `application/${typ}`
const token_introspection = {
  active: true,
  sub: 'alice',
  scope: 'read',
  exp: nowSeconds + 60,
  aud: 'https://api.example',
}
const claims = { iss: issuer, aud: clientId, iat: nowSeconds - 1, token_introspection }

const jwt = (body: string, type = contentType) => new Response(body, { headers: { 'content-type': type } })

async function ask(reply: Reply, over: object = {}) {
  const fetch = testFetch(reply)
  const request = { address, clientId, clientSecret: 'secret', token: 'the-token', issuer, keys, ...over }
  const answer = await introspectTokenAsJwt(request as IntrospectTokenAsJwtRequest, { ...options, fetch })
  return { answer, request: fetch.requests[0] }
}

const answering = async (payload: object, over: object = {}) =>
  (await ask(jwt(await issued(payload, { typ })), over)).answer

describe('introspection as a JWT (RFC 9701)', () => {
  it('5: returns the same as introspectToken, verified, with the JWT as evidence', async () => {
    const raw = await issued(claims, { typ })
    const { answer, request } = await ask(jwt(raw))
    expect(answer).toMatchObject({
      isError: false,
      httpStatus: 200,
      active: true,
      subject: 'alice',
      scope: 'read',
      expiresAt: nowMs + 60_000,
      audience: ['https://api.example'],
      json: token_introspection,
      raw,
      headers: { 'content-type': contentType },
    })
    expect(request?.headers.get('accept')).toBe(contentType)
    expect(request?.form.get('token')).toBe('the-token')
    expect(request?.headers.get('authorization')).toMatch(/^Basic /)
  })

  it('5: reports an inactive token', async () => {
    expect(await answering({ ...claims, token_introspection: { active: false } })).toMatchObject({
      isError: false,
      active: false,
    })
  })

  it('5: is a failure without its typ, or with another', async () => {
    for (const wrong of [undefined, 'JWT', 'at+jwt']) {
      const { answer } = await ask(jwt(await issued(claims, { typ: wrong })))
      expect(answer).toMatchObject({ isError: true, code: 'invalid_response', exception: { code: 'type_mismatch' } })
    }
  })

  for (const claim of ['iss', 'aud', 'iat', 'token_introspection']) {
    it(`5: is a failure without ${claim}`, async () => {
      const exception = { code: 'claim_missing', claim }
      expect(await answering({ ...claims, [claim]: undefined })).toMatchObject({ isError: true, exception })
    })
  }

  it('5: is a failure from another issuer, for another API, or from the future', async () => {
    expect(await answering({ ...claims, iss: 'https://evil.example' })).toMatchObject({ exception: { claim: 'iss' } })
    expect(await answering({ ...claims, aud: 'other' })).toMatchObject({ exception: { claim: 'aud' } })
    expect(await answering({ ...claims, iat: nowSeconds + 60 })).toMatchObject({
      exception: { code: 'issued_in_future' },
    })
    expect(await answering({ ...claims, exp: nowSeconds - 60 })).toMatchObject({ exception: { code: 'expired' } })
    const audience = 'https://api.example'
    expect(await answering({ ...claims, aud: audience }, { audience })).toMatchObject({ active: true })
    expect(await answering(claims, { audience })).toMatchObject({ exception: { claim: 'aud' } })
  })

  it('5: is a failure if the introspection is not an object, or does not say whether the token is active', async () => {
    for (const wrong of [null, [], 'active', true, 1]) {
      expect(await answering({ ...claims, token_introspection: wrong })).toMatchObject({
        exception: { code: 'claim_invalid' },
      })
    }
    for (const wrong of [{}, { active: 'true' }, { sub: 'alice' }]) {
      expect(await answering({ ...claims, token_introspection: wrong })).toMatchObject({
        isError: true,
        code: 'invalid_response',
        errorDescription: 'active is not a boolean',
      })
    }
  })

  it("8.1: is a failure as JSON, because it isn't signed", async () => {
    const { answer } = await ask(Response.json({ active: true }))
    expect(answer).toMatchObject({
      isError: true,
      errorDescription: 'the response is JSON, but a signed JWT was requested',
    })
    const { answer: plain } = await ask(jwt(await issued(claims, { typ }), 'application/jwt'))
    expect(plain).toMatchObject({ isError: true, code: 'invalid_response' })
  })

  it('8.1: is a failure if it is unsigned, or has another key or another algorithm', async () => {
    const forged = await signed(claims, await testKey('RS256', 'stranger'), { typ, kid: 'rs256' })
    expect((await ask(jwt(forged))).answer).toMatchObject({ exception: { code: 'signature_invalid' } })
    expect((await ask(jwt(unsigned(claims, { typ })))).answer).toMatchObject({ exception: { code: 'alg_not_allowed' } })
    const es256 = await signed(claims, await testKey('ES256'), { typ })
    expect((await ask(jwt(es256))).answer).toMatchObject({ exception: { code: 'alg_not_allowed' } })
    expect((await ask(jwt(es256), { algorithms: ['ES256'] })).answer).toMatchObject({ active: true })
  })

  it('4: may be encrypted', async () => {
    const key = await testKey('ECDH-ES')
    const body = await encrypted(await issued(claims, { typ }), key)
    expect((await ask(jwt(body), { decryptionKeys: [key.privateJwk] })).answer).toMatchObject({ active: true })
  })

  it("returns the server's errors unchanged", async () => {
    const { answer } = await ask(Response.json({ error: 'invalid_client' }, { status: 401 }))
    expect(answer).toMatchObject({ isError: true, code: 'oauth_error', error: 'invalid_client' })
  })

  it('makes one assertion for one request', async () => {
    let made = 0
    const clientAssertion = () => ({ type: 'urn:t', value: `assertion-${++made}` })
    const { request } = await ask(jwt(await issued(claims, { typ })), { clientSecret: undefined, clientAssertion })
    expect(request?.form.get('client_assertion')).toBe('assertion-1')
    expect(made).toBe(1)
  })

  it('rejects for a mistake in the arguments, and sends nothing', async () => {
    const request = { address, clientId, clientSecret: 'secret', token: 'the-token', issuer, keys }
    const mistakes: [object, string][] = [
      [{ issuer: '' }, 'issuer: pass a non-empty string'],
      [{ clientId: undefined, clientSecret: undefined }, 'audience: pass who asks, or clientId'],
      [{ audience: '' }, 'audience: pass who asks, or clientId'],
      [{ keys: {} }, 'keys: pass a key cache'],
      [{ token: '' }, 'token: pass'],
    ]
    for (const [over, message] of mistakes) {
      const error = await introspectTokenAsJwt({ ...request, ...over } as never, { fetch: testFetch() }).catch(
        (error) => error,
      )
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message.startsWith(message), error.message).toBe(true)
    }
  })
})
