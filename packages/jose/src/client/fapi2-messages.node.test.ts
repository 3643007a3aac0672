import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../core/src/testing/ask.ts'
import { json } from '../../../core/src/testing/replies.ts'
import { testFetch } from '../../../core/src/testing/test-fetch.ts'
import { clientOf, document, issuer, login, pushedReply, redirectUri } from '../testing/profile-client.ts'

describe('fapi2: a callback', () => {
  it('happy-path: returns the code of the right server', async () => {
    const callback = new URLSearchParams({ code: 'c', state: 's', iss: issuer })
    expect(await clientOf().parseAuthorizeResponse(callback, { state: 's' })).toMatchObject({
      isError: false,
      code: 'c',
    })
  })

  it.each([
    ['remove-authorization-response-iss', { code: 'c', state: 's' }, 'issuer_mismatch'],
    ['invalid-authorization-response-iss', { code: 'c', state: 's', iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['an iss with a slash more', { code: 'c', state: 's', iss: `${issuer}/` }, 'issuer_mismatch'],
    [
      'ensure-authorization-response-with-invalid-state-fails',
      { code: 'c', state: 'x', iss: issuer },
      'state_mismatch',
    ],
    ['ensure-authorization-response-with-invalid-missing-state-fails', { code: 'c', iss: issuer }, 'state_mismatch'],
    ['an access token in the callback', { code: 'c', state: 's', iss: issuer, access_token: 'at' }, 'invalid_response'],
    [
      'the refusal of another server',
      { error: 'access_denied', state: 's', iss: 'https://evil.example' },
      'issuer_mismatch',
    ],
  ])('%s', async (_, callback, code) => {
    const params = new URLSearchParams(callback as Record<string, string>)
    expect(failure(await clientOf({ fetch: testFetch() }).parseAuthorizeResponse(params, { state: 's' })).code).toBe(
      code,
    )
  })

  it("always requires iss, whatever the call's options say", async () => {
    const lax = { state: 's', issuer: 'https://evil.example', authorizationResponseIssParameterSupported: false }
    const evil = new URLSearchParams({ code: 'c', state: 's', iss: 'https://evil.example' })
    expect(failure(await clientOf().parseAuthorizeResponse(evil, lax)).code).toBe('issuer_mismatch')
    expect(failure(await clientOf().parseAuthorizeResponse('?code=c&state=s', lax)).code).toBe('issuer_mismatch')
  })

  it('discovery-issuer-mismatch: refuses metadata of another issuer', async () => {
    const fetch = testFetch(json({ ...document, issuer: 'https://evil.example' }))
    const answer = await clientOf({ fetch, seed: undefined }).requestClientCredentialsToken()
    expect(failure(answer)).toMatchObject({
      code: 'invalid_response',
      errorDescription: expect.stringContaining('issuer'),
    })
  })
})

describe('fapi2: message signing', () => {
  it('pushes a signed request that has all members inside', async () => {
    const fetch = testFetch(pushedReply())
    const client = clientOf({
      fetch,
      signedRequests: true,
      resource: 'https://api.example',
      parameters: { ui: 'dark' },
    })
    await client.createAuthorizeUrl(await login({ parameters: { more: '1' } }))
    const form = fetch.requests[0]?.form ?? new URLSearchParams()
    expect([...form.keys()].sort()).toEqual(['client_assertion', 'client_assertion_type', 'client_id', 'request'])
    expect(decodeJwt(`${form.get('request')}`)).toMatchObject({
      ...{ iss: 'app', aud: issuer, client_id: 'app', response_type: 'code', redirect_uri: redirectUri, state: 's' },
      ...{ resource: 'https://api.example', ui: 'dark', more: '1', code_challenge_method: 'S256' },
    })
  })

  it('signs if the server requires it', async () => {
    const fetch = testFetch(pushedReply())
    await clientOf({ fetch }, { require_signed_request_object: true }).createAuthorizeUrl(await login())
    expect(fetch.requests[0]?.form.has('request')).toBe(true)
  })

  it("leaves out the resource inside too, if the server doesn't support it", async () => {
    const fetch = testFetch(pushedReply())
    const client = clientOf({
      fetch,
      signedRequests: true,
      resource: 'https://api.example',
      resourceIndicators: 'omit',
    })
    await client.createAuthorizeUrl(await login({ resource: 'https://other.example', parameters: { resource: 'x' } }))
    expect(decodeJwt(`${fetch.requests[0]?.form.get('request')}`)).not.toHaveProperty('resource')
  })

  const keysAndCallback = async (claims: object, sign = { alg: 'ES256' }) => {
    const { privateKey, publicKey } = await generateKeyPair(sign.alg)
    const response = await new SignJWT({ ...claims }).setProtectedHeader(sign).sign(privateKey)
    return { keys: { keys: [await exportJWK(publicKey)] }, callback: `${redirectUri}?response=${response}` }
  }
  const whole = () => ({ iss: issuer, aud: 'app', exp: Math.floor(Date.now() / 1000) + 60, code: 'c', state: 's' })

  it('requests a signed callback, and reads it', async () => {
    const { keys, callback } = await keysAndCallback(whole())
    const fetch = testFetch(pushedReply(), json(keys))
    const client = clientOf({ fetch, signedResponses: true })
    await client.createAuthorizeUrl(await login())
    expect(fetch.requests[0]?.form.get('response_mode')).toBe('jwt')
    for (const _ of [1, 2]) {
      expect(success(await client.parseAuthorizeResponse(callback, { state: 's' }))).toMatchObject({
        code: 'c',
        issuer,
      })
    }
  })

  it.each([
    ['ensure-jarm-with-expired-exp-fails', { exp: 1 }],
    ['ensure-jarm-with-invalid-aud-fails', { aud: 'other' }],
    ['ensure-jarm-with-invalid-iss-fails', { iss: 'https://evil.example' }],
    ['ensure-jarm-without-aud-fails', { aud: undefined }],
    ['ensure-jarm-without-exp-fails', { exp: undefined }],
    ['ensure-jarm-without-iss-fails', { iss: undefined }],
    ['a state of another request', { state: 'x' }],
  ])('%s', async (_, change) => {
    const { keys, callback } = await keysAndCallback({ ...whole(), ...change })
    const client = clientOf({ fetch: testFetch(json(keys)), signedResponses: true })
    expect((await client.parseAuthorizeResponse(callback, { state: 's' })).isError).toBe(true)
  })

  it('refuses a callback that is unsigned or signed with RS256', async () => {
    const client = clientOf(
      { fetch: testFetch(), signedResponses: true },
      { authorization_signing_alg_values_supported: ['ES256', 'RS256'] },
    )
    const plain = new URLSearchParams({ code: 'c', state: 's', iss: issuer })
    expect((await client.parseAuthorizeResponse(plain, { state: 's' })).isError).toBe(true)
    const { callback } = await keysAndCallback(whole(), { alg: 'RS256' })
    expect((await client.parseAuthorizeResponse(callback, { state: 's' })).isError).toBe(true)
    await expect(client.createAuthorizeUrl(await login({ responseMode: 'query' }))).rejects.toThrow(
      /^responseMode: pass \S/,
    )
  })
})
