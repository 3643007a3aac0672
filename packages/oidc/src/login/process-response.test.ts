import { createDPoP } from '@grantkit/jose'
import { describe, expect, it, vi } from 'vitest'
import { json, opaqueRedirect, text } from '../../../core/src/testing/replies.ts'
import { testKey } from '../../../jose/src/testing/keys.ts'
import { encrypted, signedWithSecret, unsigned } from '../../../jose/src/testing/tokens.ts'
import { type LoginFailed, type LoginTransaction, loginFailures, type OidcClientSettings } from '../index.ts'
import { clientId, fakeIssuer, issuer, nowMs, startLogin } from '../testing/fake-issuer.ts'

const sent = (asked: string[]) => asked.filter((path) => !path.includes('well-known'))

describe('a response that is refused before anything is sent', () => {
  it.for<[string, Record<string, string | undefined>, string]>([
    ['another issuer (mix-up)', { iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['an issuer with one more slash', { iss: `${issuer}/` }, 'issuer_mismatch'],
    ['no issuer, which the server promises', { iss: undefined }, 'issuer_mismatch'],
    ["another login's state", { state: `${'A'.repeat(43)}.00000000` }, 'state_mismatch'],
    ['no state', { state: undefined }, 'state_mismatch'],
    ['an empty state', { state: '' }, 'state_mismatch'],
    ['neither code nor error', { code: undefined }, 'invalid_response'],
    ['an empty code', { code: '' }, 'invalid_response'],
    ['a token that was not requested', { access_token: 'at' }, 'invalid_response'],
    ['an ID token that was not requested', { id_token: 'it' }, 'invalid_response'],
    ['a signed response that was not requested', { response: 'jwt' }, 'invalid_response'],
    [
      "an error of another issuer's",
      { code: undefined, error: 'access_denied', iss: 'https://evil.example' },
      'issuer_mismatch',
    ],
    ["an error of another login's", { code: undefined, error: 'access_denied', state: 'x' }, 'state_mismatch'],
  ])('%s (PAIN 10)', async ([, over, code]) => {
    const { server, comeBack } = await startLogin({}, { returnTo: '/orders', data: 7 })
    expect(await comeBack(over)).toEqual({
      status: 'failed',
      code,
      transient: false,
      message: loginFailures[code as keyof typeof loginFailures],
      returnTo: '/orders',
      data: 7,
    })
    expect(sent(server.asked())).toEqual([])
  })

  it.for(['code', 'state', 'iss', 'error', 'session_state'])('%s that comes twice', async (name) => {
    const { server, client, callback, transaction } = await startLogin()
    const url = `${callback({ [name]: 'one' })}&${name}=two`
    expect(await client.processResponse(url, transaction)).toMatchObject({ code: 'invalid_response' })
    expect(sent(server.asked())).toEqual([])
  })

  it.for<[string, string]>([
    ['no URL', ''],
    ['a URL without a response', 'https://app.example/callback'],
    ['a URL that is none', 'http://['],
    ['half a code', 'https://app.example/callback?cod'],
  ])('%s', async ([, url]) => {
    const { server, client, transaction } = await startLogin()
    expect(await client.processResponse(url, transaction)).toMatchObject({ code: 'invalid_response' })
    expect(sent(server.asked())).toEqual([])
  })

  it('does not use up the record: the real response still signs in', async () => {
    const { comeBack } = await startLogin()
    expect((await comeBack({ state: 'forged' })).status).toBe('failed')
    expect((await comeBack({ iss: 'https://evil.example' })).status).toBe('failed')
    expect((await comeBack()).status).toBe('completed')
  })

  it('expires with its record, even if it is an error', async () => {
    const { server, comeBack } = await startLogin({ loginTtlMs: 1000 }, { returnTo: '/orders' })
    server.time += 1000
    expect(await comeBack()).toEqual({ status: 'expired', returnTo: '/orders' })
    expect(await comeBack({ code: undefined, error: 'access_denied' })).toMatchObject({ status: 'expired' })
    expect(await comeBack({ iss: 'https://evil.example' })).toMatchObject({ code: 'issuer_mismatch' })
    expect(sent(server.asked())).toEqual([])
  })
})

describe('without a record that can be used', () => {
  it.for<[string, (transaction: LoginTransaction) => unknown]>([
    ['none', () => undefined],
    ['null', () => null],
    ['a text', () => 'record'],
    ['of another version', (transaction) => ({ ...transaction, v: 2 })],
    ['of a logout', (transaction) => ({ ...transaction, kind: 'logout' })],
    ['of another client', (transaction) => ({ ...transaction, clientId: 'other' })],
    ['of another issuer', (transaction) => ({ ...transaction, issuer: 'https://evil.example' })],
    ['without a verifier', (transaction) => ({ ...transaction, codeVerifier: '' })],
    ['without an end', (transaction) => ({ ...transaction, expiresAt: undefined })],
    [
      'whose token endpoint is read by everybody',
      (transaction) => ({ ...transaction, server: { tokenEndpoint: 'http://evil.example/token' } }),
    ],
    ['whose token endpoint is none', (transaction) => ({ ...transaction, server: { tokenEndpoint: 7 } })],
    ['whose keys are nowhere', (transaction) => ({ ...transaction, server: { ...transaction.server, jwksUri: '' } })],
    ['with a resource that is a number', (transaction) => ({ ...transaction, resource: 7 })],
    ['with a list of numbers', (transaction) => ({ ...transaction, acrValues: [7] })],
    ['with an age that is none', (transaction) => ({ ...transaction, maxAgeSeconds: 'x' })],
    ['with a user that is an object', (transaction) => ({ ...transaction, expectedSubject: {} })],
    ['with parameters that are numbers', (transaction) => ({ ...transaction, refreshParameters: { a: 1 } })],
    ['whose token endpoint is missing', (transaction) => ({ ...transaction, server: {} })],
  ])('%s: a response with our mark is unknown, any other is foreign', async ([, change]) => {
    const { server, client, callback, transaction } = await startLogin()
    const record = change(transaction) as LoginTransaction
    expect(await client.processResponse(callback(), record)).toEqual({ status: 'unknown' })
    for (const state of ['x', undefined, `${'A'.repeat(43)}.00000000`]) {
      expect(await client.processResponse(callback({ state }), record)).toEqual({ status: 'foreign' })
    }
    expect(await client.processResponse(`${callback()}&state=two`, record)).toEqual({ status: 'foreign' })
    expect(sent(server.asked())).toEqual([])
  })
})

describe('the places of a response', () => {
  it.for<[string, (url: URL) => string | URL | URLSearchParams]>([
    ['a URL', (url) => url],
    ['a fragment', (url) => `${url.origin}${url.pathname}?own=1#${url.searchParams}`],
    ['a path', (url) => `${url.pathname}${url.search}`],
    ['the parameters of a form post', (url) => url.searchParams],
  ])('%s', async ([, form]) => {
    const { client, callback, transaction } = await startLogin()
    expect((await client.processResponse(form(new URL(callback())), transaction)).status).toBe('completed')
  })

  it("no value that isn't a string", async () => {
    const { client, transaction } = await startLogin()
    const bad = Object.create(null) as string
    await expect(client.processResponse(bad, transaction)).rejects.toThrow(TypeError)
  })
})

describe("the server's error", () => {
  it.for(['access_denied', 'login_required', 'consent_required', 'invalid_scope', 'made_up'])(
    '%s is denied',
    async (error) => {
      const { comeBack } = await startLogin({}, { returnTo: '/orders', prompt: 'none' })
      const over = { code: undefined, error, error_description: 'No.' }
      const rest = { silent: true, returnTo: '/orders' }
      expect(await comeBack(over)).toEqual({ status: 'denied', error, errorDescription: 'No.', ...rest })
    },
  )

  it.for(['temporarily_unavailable', 'server_error'])('%s is a transient failure', async (error) => {
    const { comeBack } = await startLogin()
    expect(await comeBack({ code: undefined, error })).toMatchObject({ code: 'server_refused', transient: true })
  })

  it('wins over a code', async () => {
    const { server, comeBack } = await startLogin()
    expect(await comeBack({ error: 'access_denied' })).toMatchObject({ status: 'denied', silent: false })
    expect(sent(server.asked())).toEqual([])
  })
})

describe('the token request', () => {
  it.for<[string, () => Response | Promise<Response>, boolean]>([
    ['a refusal', () => json({ error: 'invalid_grant' }, 400), false],
    ['a page', () => text('<p>Hello</p>', 200, { 'content-type': 'text/html' }), true],
    ['a broken gateway', () => text('<p>502</p>', 502), true],
    ['too many requests', () => text('', 429, { 'retry-after': '7' }), true],
    ['broken JSON', () => text('{"access_token":', 200, { 'content-type': 'application/json' }), true],
    ['nothing', () => text(''), true],
    ['JSON without a token', () => json({}), false],
    ['a redirect', opaqueRedirect, false],
    ['no response', () => Promise.reject(new TypeError('offline')), true],
  ])('with %s is a failure, and the code is not sent again', async ([, answer]) => {
    const { server, comeBack } = await startLogin({}, { returnTo: '/orders' })
    server.answers.token = answer
    const result = (await comeBack()) as LoginFailed
    expect(result).toMatchObject({ status: 'failed', code: 'token_request_failed', returnTo: '/orders' })
    expect(result.transient).toBe(result.failure?.transient)
    expect(Object.keys(result)).not.toContain('failure')
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
    expect(await comeBack()).toEqual({ status: 'unknown' })
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
  })

  it('is shared by concurrent calls, and later ones send nothing (PAIN 9)', async () => {
    const { server, client, callback, transaction } = await startLogin()
    const results = await Promise.all([1, 2, 3].map(() => client.processResponse(callback(), transaction)))
    expect(results.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed'])
    expect(await client.processResponse(callback(), transaction)).toEqual({ status: 'unknown' })
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
  })

  it('continues for the others when one caller aborts', async () => {
    const { client, callback, transaction } = await startLogin()
    const controller = new AbortController()
    const first = client.processResponse(callback(), transaction, { signal: controller.signal })
    const second = client.processResponse(callback(), transaction)
    controller.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    expect((await second).status).toBe('completed')
  })

  it('is not sent with an invalid signal, and the code can still be used', async () => {
    const { server, client, callback, transaction } = await startLogin()
    const nothing = client.processResponse(callback(), transaction, null as never)
    await expect(nothing).rejects.toThrow('options: pass an object')
    for (const signal of [false, 0, {}] as never[]) {
      await expect(client.processResponse(callback(), transaction, { signal })).rejects.toThrow('signal: pass ')
    }
    expect(server.asked()).not.toContain('/token')
    expect((await client.processResponse(callback(), transaction)).status).toBe('completed')
  })

  it.for<[string, Partial<OidcClientSettings>]>([
    ['its only caller left', {}],
    ['the validation could not be loaded', { loadValidation: () => Promise.reject(new Error('gone')) }],
    ['the keys could not be had', { keys: { get: () => Promise.reject(new Error('no keys')) } }],
  ])('is not repeated after %s, because its code is used up', async ([, settings]) => {
    const { server, client, callback, transaction } = await startLogin(settings)
    const controller = new AbortController()
    const left = client.processResponse(callback(), transaction, { signal: controller.signal }).catch(() => {})
    await vi.waitFor(() => expect(server.asked()).toContain('/token'))
    controller.abort(new Error('left'))
    await left
    // nobody waits for what the server says
    await vi.waitFor(async () => {
      expect(await client.processResponse(callback(), transaction)).toEqual({ status: 'unknown' })
    }, 20_000)
    expect(server.asked().filter((path) => path === '/token')).toHaveLength(1)
  })
})

describe('the ID token', () => {
  const result = async (over: object = {}, request: object = {}, settings: object = {}) => {
    const login = await startLogin(settings, request)
    Object.assign(login.server.claims, over)
    return (await login.comeBack()) as LoginFailed
  }

  it('is required', async () => {
    const { server, comeBack } = await startLogin()
    server.token = { id_token: undefined }
    expect(await comeBack()).toMatchObject({ status: 'failed', code: 'id_token_missing' })
  })

  it('is not required without openid, and not read', async () => {
    const { server, comeBack } = await startLogin({ scope: 'read' })
    server.token = { id_token: 'nonsense' }
    expect(await comeBack()).toMatchObject({ status: 'completed', claims: undefined })
    expect(server.asked()).not.toContain('/jwks')
  })

  it.for<[string, object, string]>([
    ['issuer', { iss: 'https://evil.example' }, 'claim_mismatch'],
    ['audience', { aud: 'other' }, 'claim_mismatch'],
    ['further audience', { aud: [clientId, 'other'], azp: clientId }, 'claim_mismatch'],
    ['nonce', { nonce: 'other' }, 'claim_mismatch'],
    ['missing nonce', { nonce: undefined }, 'claim_missing'],
    ['missing subject', { sub: undefined }, 'claim_missing'],
    ['access token hash', { at_hash: 'x' }, 'claim_mismatch'],
  ])('is refused for its %s', async ([, over, code]) => {
    const failed = await result(over)
    expect(failed).toMatchObject({ code: 'id_token_rejected', transient: false })
    expect(failed.message).toBe(loginFailures.id_token_rejected)
    expect(failed.cause).toMatchObject({ name: 'JoseError', code })
    expect(Object.keys(failed)).not.toContain('cause')
  })

  it('leads to a transient failure if a custom key source rejects', async () => {
    const keys = { get: () => Promise.reject(new Error('the vault is closed')) }
    expect(await result({}, {}, { keys })).toMatchObject({ code: 'keys_unavailable', transient: true })
  })

  it('is refused for its signature', async () => {
    const { server, comeBack } = await startLogin()
    server.key = await testKey('ES256', 'forger')
    server.key = { ...server.key, kid: 'es256' }
    expect(await comeBack()).toMatchObject({ code: 'id_token_rejected' })
  })

  it('is refused without a signature, even if the metadata lists none', async () => {
    const { server, comeBack, transaction } = await startLogin()
    transaction.server.idTokenSigningAlgValuesSupported = ['none']
    const seconds = nowMs / 1000
    const claims = {
      iss: issuer,
      aud: clientId,
      sub: 'alice',
      exp: seconds + 300,
      iat: seconds,
      nonce: transaction.nonce,
    }
    server.token = { id_token: unsigned(claims) }
    expect(await comeBack()).toMatchObject({ code: 'id_token_rejected' })
  })

  it('is verified with the client secret if the settings say so', async () => {
    const secret = 'a secret of at least thirty-two bytes'
    const { server, comeBack, transaction } = await startLogin({ clientSecret: secret, algorithms: ['HS256'] })
    const seconds = nowMs / 1000
    const claims = {
      iss: issuer,
      aud: clientId,
      sub: 'alice',
      exp: seconds + 300,
      iat: seconds,
      nonce: transaction.nonce,
    }
    server.token = { id_token: await signedWithSecret(claims, secret) }
    expect(await comeBack()).toMatchObject({ status: 'completed' })
    expect(server.asked()).not.toContain('/jwks')
  })

  it('is decrypted with the keys of the settings', async () => {
    const key = await testKey('ECDH-ES')
    for (const decryptionKeys of [[key.privateJwk], undefined]) {
      const { server, comeBack } = await startLogin({ decryptionKeys })
      const { json: plain } = {
        json: (await (await server.fetch(`${issuer}/token`, {})).json()) as { id_token: string },
      }
      server.token = { id_token: await encrypted(plain.id_token, key) }
      const done = await comeBack()
      if (decryptionKeys) expect(done).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
      else expect(done).toMatchObject({ code: 'id_token_rejected', cause: { code: 'decryption_failed' } })
    }
  })

  it('must be of the expected user', async () => {
    expect(await result({}, { expectedSubject: 'bob' })).toMatchObject({ code: 'user_mismatch', transient: false })
    expect(await result({}, { expectedSubject: 'alice' })).toMatchObject({ status: 'completed' })
  })

  it('must have the requested acr and a sign-in that is recent enough', async () => {
    const seconds = nowMs / 1000
    expect(await result({ acr: 'gold' }, { acrValues: 'gold' })).toMatchObject({ status: 'completed' })
    expect(await result({ acr: 'iron' }, { acrValues: ['gold'] })).toMatchObject({ code: 'id_token_rejected' })
    expect(await result({}, { acrValues: 'gold' })).toMatchObject({ code: 'id_token_rejected' })
    expect(await result({ auth_time: seconds - 60 }, { maxAgeSeconds: 60 })).toMatchObject({ status: 'completed' })
    const stale = await result({ auth_time: seconds - 600 }, { maxAgeSeconds: 60 })
    expect(stale).toMatchObject({ code: 'id_token_rejected', message: loginFailures.id_token_rejected })
    expect(await result({}, { maxAgeSeconds: 60 })).toMatchObject({ code: 'id_token_rejected' })
  })

  it.for([2, -2])(
    "is validated with the time of the server's response on a device that is %i hours off",
    async (hours) => {
      const { server, client, callback, transaction } = await startLogin()
      const off = { now: () => server.time + hours * 3_600_000 }
      const { nonce } = transaction
      server.answers.token = async () => {
        const { answers, ...rest } = server
        delete server.answers.token
        const response = await rest.fetch(`${issuer}/token`, {})
        server.answers = answers
        response.headers.set('date', new Date(server.time).toUTCString())
        return response
      }
      const { processResponse } = await import('./process-response.ts')
      const record = { ...transaction, nonce, expiresAt: transaction.expiresAt + 1e8 }
      const settings = { issuer, clientId, redirectUri: transaction.redirectUri, fetch: server.fetch, ...off }
      expect(await processResponse(settings, callback(), record)).toMatchObject({ status: 'completed' })
      expect(client).toBeDefined()
    },
  )

  it.for([2, -2])('with only a wrong time names the clock of the device, %i hours off', async (hours) => {
    const seconds = nowMs / 1000 + hours * 3600
    const failed = await result({ exp: seconds + 300, iat: seconds })
    expect(failed).toMatchObject({ code: 'id_token_rejected' })
    expect(failed.message).toMatch(/clock of this device/)
  })

  it.for<[string, () => Response | Promise<Response>]>([
    ['a broken gateway', () => text('', 502)],
    ['no response', () => Promise.reject(new TypeError('offline'))],
  ])('can’t be verified while the keys end in %s', async ([, answer]) => {
    const { server, comeBack } = await startLogin()
    server.answers.jwks = answer
    expect(await comeBack()).toMatchObject({ code: 'keys_unavailable', transient: true })
  })

  it('is verified if the second request for the keys succeeds', async () => {
    const { server, comeBack } = await startLogin()
    server.answers.jwks = () => {
      server.answers = {}
      return text('', 502)
    }
    expect(await comeBack()).toMatchObject({ status: 'completed' })
  })

  it('can’t be verified if its module is gone, such as after a deployment', async () => {
    const loadValidation = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
    const failed = await result({}, {}, { loadValidation })
    expect(failed).toMatchObject({ code: 'module_unavailable', transient: true })
    expect(failed.cause).toBeInstanceOf(TypeError)
  })

  it("with a wrong setting is the caller's mistake", async () => {
    await expect(result({}, {}, { algorithms: ['none'] })).rejects.toThrow(/^algorithms/)
  })
})

describe('userinfo', () => {
  it('is included if the settings say so', async () => {
    const { comeBack } = await startLogin({ userInfo: true })
    expect(await comeBack()).toMatchObject({
      status: 'completed',
      userInfo: { subject: 'alice', json: { name: 'Alice' } },
    })
  })

  it.for<[string, () => Response]>([
    ['another user', () => json({ sub: 'bob' })],
    ['a refusal', () => json({ error: 'invalid_token' }, 401)],
    ['a page', () => text('<p>Hello</p>')],
  ])('of %s is a failure', async ([, answer]) => {
    const { server, comeBack } = await startLogin({ userInfo: true })
    server.answers.userinfo = answer
    expect(await comeBack()).toMatchObject({ status: 'failed', code: 'user_info_failed' })
  })

  it('is a failure if the server has no endpoint', async () => {
    const server = await fakeIssuer()
    server.metadata.userinfo_endpoint = undefined
    const { comeBack } = await startLogin({ userInfo: true }, {}, server)
    expect(await comeBack()).toMatchObject({ status: 'failed', code: 'user_info_failed' })
  })

  it('is requested alone with the access token', async () => {
    const { client, server } = await startLogin()
    const response = await client.getUserInfo({ accessToken: 'at', expectedSubject: 'alice' })
    expect(response).toMatchObject({ isError: false, subject: 'alice' })
    expect(server.requests.at(-1)?.headers.get('authorization')).toBe('Bearer at')
  })
})

describe('DPoP', () => {
  it("sends a proof with the code, and refuses a token that isn't bound", async () => {
    const dpop = createDPoP()
    const { server, comeBack } = await startLogin({ dpop, userInfo: true })
    server.token = { token_type: 'DPoP' }
    expect((await comeBack()).status).toBe('completed')
    for (const path of ['/token', '/userinfo']) {
      expect(server.requests.find(({ url }) => url.endsWith(path))?.headers.has('dpop')).toBe(true)
    }
    const bearer = await startLogin({ dpop: createDPoP() })
    expect(await bearer.comeBack()).toMatchObject({ code: 'token_request_failed' })
  })

  it('requires the signer on the callback too', async () => {
    const { server, callback, transaction } = await startLogin({ dpop: createDPoP() })
    const { client } = await startLogin({}, {}, server)
    expect(await client.processResponse(callback(), transaction)).toMatchObject({
      code: 'token_request_failed',
      cause: { message: "dpop: pass the login's signer" },
    })
    expect(server.asked()).not.toContain('/token')
  })
})
