import { describe, expect, it } from 'vitest'
import { type JarmExpectation, parseJarmResponse } from './index.ts'
import { clientId, issued, issuer, issuerKeys, jarmClaims, keyServer, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { encrypted, signed, signedWithSecret, unsigned } from './testing/tokens.ts'

const keys = await issuerKeys()
const state = 'the-state'

const parse = (source: unknown, over: object = {}) =>
  parseJarmResponse(source as string, { state, issuer, clientId, keys, ...over } as JarmExpectation, options)

/** Reads a callback with a JWT that says what a good one does, `claims` aside. */
async function callback(claims: object = {}, over: object = {}) {
  return parse(`https://app.example/callback?response=${await issued(jarmClaims(claims))}`, over)
}

describe('a callback as a JWT (JARM section 2.4)', () => {
  it('returns the code like parseAuthorizeResponse', async () => {
    expect(await callback()).toEqual({
      isError: false,
      code: 'the-code',
      state,
      issuer,
      parameters: { iss: issuer, code: 'the-code', state },
    })
  })

  it('is read from a query, a fragment, a form post, a path and a parameter string', async () => {
    const jwt = await issued(jarmClaims())
    const sources = [
      `https://app.example/callback?response=${jwt}`,
      new URL(`https://app.example/callback?x=1&response=${jwt}#at-top`),
      `https://app.example/callback#response=${jwt}`,
      `/callback?response=${jwt}`,
      `?response=${jwt}`,
      `response=${jwt}`,
      new URLSearchParams({ response: jwt }),
    ]
    for (const source of sources) expect(await parse(source)).toMatchObject({ isError: false, code: 'the-code' })
  })

  it('is read from the fragment also if the redirect URI has a query of its own', async () => {
    const jwt = await issued(jarmClaims())
    for (const query of ['app=1', 'state=own', `iss=${issuer}`, 'scope=a&code=b']) {
      expect(await parse(`https://app.example/callback?${query}#response=${jwt}`)).toMatchObject({ code: 'the-code' })
    }
  })

  it('is refused if it has plain parameters instead of a JWT', async () => {
    const plain = { isError: true, code: 'invalid_response', errorDescription: 'response is missing' }
    expect(await parse(`https://app.example/callback?code=c&state=${state}&iss=${issuer}`)).toEqual({
      ...plain,
      error: 'invalid_response',
    })
    for (const source of [
      '',
      'https://app.example/callback?response=',
      undefined,
      null,
      5,
      {},
      new URLSearchParams(),
    ]) {
      expect(await parse(source)).toMatchObject(plain)
    }
  })

  it('ignores unsigned parameters next to the JWT', async () => {
    const jwt = await issued(jarmClaims())
    const beside = 'code=other&state=other&iss=https://evil.example&error=access_denied'
    expect(await parse(`?response=${jwt}&${beside}`)).toMatchObject({ isError: false, code: 'the-code', state })
  })

  it('is refused if it is duplicated', async () => {
    const jwt = await issued(jarmClaims())
    const answer = await parse(`?response=${jwt}&response=${jwt}`)
    expect(answer).toMatchObject({ isError: true, errorDescription: 'response is duplicated' })
  })

  it("returns the server's error after verifying it", async () => {
    const refusal = { code: undefined, error: 'access_denied', error_description: 'not today' }
    expect(await callback(refusal)).toMatchObject({
      code: 'oauth_error',
      error: 'access_denied',
      errorDescription: 'not today',
    })
    const forged = await signed(jarmClaims(refusal), await testKey('RS256', 'stranger'), { kid: 'rs256' })
    expect(await parse(`?response=${forged}`)).toMatchObject({
      error: 'invalid_response',
      code: 'invalid_response',
      exception: { code: 'signature_invalid' },
    })
  })

  it('is refused with another issuer, or without one', async () => {
    for (const iss of [undefined, 'https://evil.example', `${issuer}/`, '']) {
      const answer = await callback({ iss })
      expect(answer).toMatchObject({
        isError: true,
        code: 'issuer_mismatch',
        exception: { name: 'JoseError', claim: 'iss' },
      })
    }
  })

  it('is refused with another client as its aud, or without an aud', async () => {
    for (const aud of [undefined, 'other', ['other'], []]) {
      expect(await callback({ aud })).toMatchObject({ code: 'invalid_response', exception: { claim: 'aud' } })
    }
    expect(await callback({ aud: [clientId] })).toMatchObject({ isError: false })
  })

  it('is refused after its exp, or without one', async () => {
    expect(await callback({ exp: nowSeconds - 31 })).toMatchObject({
      errorDescription: 'expired: exp was 31 s ago by this clock',
      exception: { code: 'expired' },
    })
    expect(await callback({ exp: undefined })).toMatchObject({ exception: { code: 'claim_missing', claim: 'exp' } })
    expect(await callback({ iat: nowSeconds + 60 })).toMatchObject({ exception: { code: 'issued_in_future' } })
    expect(await callback({ nbf: nowSeconds + 60 })).toMatchObject({ exception: { code: 'not_yet_valid' } })
  })

  it('is refused with another state, without one, or with one if none was sent', async () => {
    expect(await callback({ state: 'other' })).toMatchObject({ code: 'state_mismatch' })
    expect(await callback({ state: undefined })).toMatchObject({ code: 'state_mismatch' })
    expect(await callback({}, { state: false })).toMatchObject({ code: 'state_mismatch' })
    expect(await callback({ state: undefined }, { state: false })).toMatchObject({ isError: false, code: 'the-code' })
  })

  it('is refused without a code, or with tokens that were not requested', async () => {
    expect(await callback({ code: undefined })).toMatchObject({ code: 'invalid_response' })
    expect(await callback({ code: {} })).toMatchObject({ code: 'invalid_response' })
    expect(await callback({ access_token: 'at' })).toMatchObject({ code: 'invalid_response' })
    expect(await callback({ id_token: 'a.b.c' })).toMatchObject({ code: 'invalid_response' })
    const over = { responseType: 'code id_token' }
    expect(await callback({ id_token: 'a.b.c' }, over)).toMatchObject({ isError: false, idToken: 'a.b.c' })
  })

  it("returns the server's further parameters, numbers too", async () => {
    const own = { nbf: nowSeconds, iat: nowSeconds, jti: 'j' }
    const parameters = { expires_in: '60', session_state: 's', custom: 'c' }
    const answer = await callback({ expires_in: 60, session_state: 's', custom: 'c', deep: { a: 1 }, ...own })
    expect(answer).toMatchObject({ sessionState: 's', parameters })
    expect(answer).not.toHaveProperty('parameters.deep')
    for (const name of ['aud', 'exp', ...Object.keys(own)]) expect(answer).not.toHaveProperty(['parameters', name])
  })

  it('is refused if it is unsigned, or has another algorithm', async () => {
    const refusal = { isError: true, exception: { code: 'alg_not_allowed' } }
    expect(await parse(`?response=${unsigned(jarmClaims())}`)).toMatchObject(refusal)
    const es256 = await signed(jarmClaims(), await testKey('ES256'))
    expect(await parse(`?response=${es256}`)).toMatchObject(refusal)
    expect(await parse(`?response=${es256}`, { algorithms: ['ES256'] })).toMatchObject({ isError: false })
  })

  it('may be signed with the client secret, if you ask for it', async () => {
    const clientSecret = 'a secret of at least 32 bytes, shared'
    const jwt = await signedWithSecret(jarmClaims(), clientSecret)
    expect(await parse(`?response=${jwt}`, { keys: { clientSecret } })).toMatchObject({ isError: false })
  })

  it('may be encrypted, and must be if the client requires it', async () => {
    const key = await testKey('ECDH-ES')
    const inside = await issued(jarmClaims())
    const jwt = await encrypted(inside, key)
    const over = { decryptionKeys: [key.privateJwk], requireEncryption: true }
    expect(await parse(`?response=${jwt}`, over)).toMatchObject({ isError: false, code: 'the-code' })
    expect(await parse(`?response=${inside}`, over)).toMatchObject({ exception: { code: 'encryption_missing' } })
    expect(await parse(`?response=${jwt}`)).toMatchObject({ exception: { code: 'decryption_failed' } })
  })

  it('distinguishes a failed key request from an invalid callback', async () => {
    const server = keyServer()
    server.trouble = () => new Response('', { status: 503 })
    expect(await callback({}, { keys: server.cache })).toMatchObject({
      isError: true,
      exception: { code: 'keys_unavailable', failure: { transient: true } },
    })
  })

  it('never rejects, whatever the callback contains', async () => {
    const hostile = [
      'a',
      'a.b.c',
      '.',
      '..',
      '....',
      'e30.e30.',
      '%00',
      '💥',
      'x'.repeat(100_000),
      `${await issued([])}`,
    ]
    for (const response of hostile) {
      expect(await parse(new URLSearchParams({ response }))).toMatchObject({ isError: true, code: 'invalid_response' })
    }
    const unreadable = {
      toString: () => {
        throw new Error('no')
      },
    }
    expect(await parse(unreadable)).toMatchObject({ isError: true, code: 'invalid_response' })
  })

  it('rejects for a mistake in the arguments', async () => {
    const wants = 'the state of the request, or false if it had none'
    await expect(callback({}, { state: undefined })).rejects.toThrow(new TypeError(`state: pass ${wants}`))
    await expect(callback({}, { state: '' })).rejects.toThrow(new TypeError(`state: pass ${wants}`))
    // whatever came
    for (const state of [undefined, 5, '']) {
      await expect(parse('', { state })).rejects.toThrow(new TypeError(`state: pass ${wants}`))
    }
    await expect(callback({}, { issuer: undefined })).rejects.toThrow(TypeError)
    await expect(callback({}, { clientId: '' })).rejects.toThrow(TypeError)
    await expect(callback({}, { keys: {} })).rejects.toThrow(TypeError)
    await expect(callback({}, { algorithms: ['none'] })).rejects.toThrow(TypeError)
    await expect(parseJarmResponse('', undefined as never)).rejects.toThrow(TypeError)
  })

  it('rejects with the reason of a signal that aborts while the keys are fetched', async () => {
    const reason = new Error('gone')
    const waiting = { get: () => Promise.reject(reason) }
    await expect(callback({}, { keys: waiting })).rejects.toBe(reason)
  })
})
