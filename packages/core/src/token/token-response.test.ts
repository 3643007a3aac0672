import { describe, expect, test } from 'vitest'
import { orThrow } from '../index.ts'
import { ask, askForFailure, askForSuccess } from '../testing/ask.ts'
import { json, opaqueRedirect, stream, text, token } from '../testing/replies.ts'
import type { Seen } from '../testing/test-fetch.ts'

describe('row 1: a redirect', () => {
  const redirects = [300, 301, 302, 303, 305, 307, 308, 399]

  test.each(redirects)('is never followed: HTTP %i ends as a failure of its own (PAIN 15)', async (status) => {
    const response = await askForFailure((seen) => {
      expect(seen.init.redirect).toBe('manual')
      return text('', status, { location: 'https://elsewhere.example/token' })
    })
    expect(response).toMatchObject({ errorType: 'http', code: 'redirect', httpStatus: status, transient: false })
    expect(response.error).not.toBe('')
    expect(response.headers.location).toBe('https://elsewhere.example/token')
    expect(response).not.toHaveProperty('exception')
  })

  test.each(redirects)('wins over a token and over an error in its body: HTTP %i', async (status) => {
    expect(await askForFailure(token({}, status))).toMatchObject({ code: 'redirect', errorType: 'http' })
    expect(await askForFailure(json({ error: 'invalid_grant' }, status))).toMatchObject({ code: 'redirect' })
  })

  test('wins over an incomplete or too large body, and cancels it', async () => {
    for (const { body } of [stream(['{'], new TypeError('broken')), stream(['x'.repeat(100)])]) {
      let signal: AbortSignal | undefined
      const reply = ({ init }: Seen) => {
        signal = init.signal as AbortSignal
        return new Response(body, { status: 302 })
      }
      expect(await askForFailure(reply, { maxBodyBytes: 10 })).toMatchObject({ code: 'redirect', raw: '' })
      expect(signal?.aborted).toBe(true)
    }
  })

  test('is recognized by its type if a browser hides its status (PAIN 15)', async () => {
    const response = await askForFailure(opaqueRedirect)
    expect(response).toMatchObject({ errorType: 'http', code: 'redirect', httpStatus: 0, transient: false })
    expect(response.error).not.toBe('')
    expect(response).not.toHaveProperty('exception')
  })
})

describe('row 2: an incomplete response', () => {
  test('is a failure with the message of the error that fetch threw, CORS included (PAIN 26)', async () => {
    expect(await askForFailure(new TypeError('Failed to fetch'))).toMatchObject({
      errorType: 'exception',
      code: 'network',
      error: 'Failed to fetch',
      // a page is told no more than that: the description lists what it may have been
      errorDescription: expect.stringContaining('CORS'),
      httpStatus: 0,
      headers: {},
      raw: '',
      json: undefined,
      transient: true,
    })
  })

  test.each([200, 201, 400, 401, 404, 500, 503])(
    'wins over an error in a body that broke off: HTTP %i',
    async (status) => {
      for (const body of ['{"error":"invalid_grant"}', '{"access_token":"at"}']) {
        const { body: broken } = stream([body], new TypeError('the line went dead'))
        const reply = new Response(broken, { status, statusText: 'a reason', headers: { 'x-trace': 't' } })
        expect(await askForFailure(reply)).toMatchObject({
          errorType: 'exception',
          code: 'network',
          error: 'the line went dead',
          httpStatus: status,
          headers: { 'x-trace': 't' },
          json: undefined,
        })
      }
    },
  )

  test.each([200, 201, 400, 401, 404, 500, 503])(
    'wins over an error in a body over the limit: HTTP %i',
    async (status) => {
      for (const body of [{ error: 'invalid_grant' }, { access_token: 'at' }]) {
        expect(await askForFailure(json(body, status), { maxBodyBytes: 10 })).toMatchObject({
          errorType: 'exception',
          code: 'body_too_large',
          error: expect.stringContaining('maxBodyBytes'),
          httpStatus: status,
        })
      }
    },
  )
})

describe('row 3: an error of the server', () => {
  const refusal = { error: 'invalid_grant', error_description: 'used before', error_uri: 'https://as.example/e1' }

  test.each([200, 201, 202, 400, 401, 403, 404, 429, 500, 503])(
    'is read with any status: HTTP %i (PAIN 6)',
    async (status) => {
      expect(await askForFailure(json(refusal, status))).toMatchObject({
        errorType: 'protocol',
        code: 'oauth_error',
        error: 'invalid_grant',
        errorDescription: 'used before',
        errorUri: 'https://as.example/e1',
        httpStatus: status,
        json: refusal,
      })
    },
  )

  test.each([200, 201, 400])('wins over a token in the same body: HTTP %i (PAIN 6)', async (status) => {
    const response = await askForFailure(token({ error: 'access_denied' }, status))
    expect(response).toMatchObject({ code: 'oauth_error', error: 'access_denied' })
    expect(response).not.toHaveProperty('accessToken')
  })

  test.each([200, 400])('is read from a form, as GitHub sends it: HTTP %i (PAIN 6)', async (status) => {
    const body = 'error=bad_verification_code&error_description=The+code+is+%22old%22&error_uri=https%3A%2F%2Fe.example'
    expect(
      await askForFailure(text(body, status, { 'content-type': 'application/x-www-form-urlencoded' })),
    ).toMatchObject({
      code: 'oauth_error',
      error: 'bad_verification_code',
      errorDescription: 'The code is "old"',
      errorUri: 'https://e.example',
    })
  })

  test.each([200, 400])('is read with another content type, HTTP %i (PAIN 7)', async (status) => {
    expect(await askForFailure(text(JSON.stringify(refusal), status))).toMatchObject({ error: 'invalid_grant' })
  })

  test.each([200, 400])('keeps server-specific members, HTTP %i (PAIN 5)', async (status) => {
    const response = await askForFailure(json({ ...refusal, hint: { trace: 7 } }, status))
    expect(response.json?.hint).toEqual({ trace: 7 })
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'may be named %s, without a special meaning (PAIN 5)',
    async (error) => {
      const response = await askForFailure(json({ error }, 400))
      expect(response).toMatchObject({ code: 'oauth_error', error })
      expect(() => orThrow(response)).toThrow(
        expect.objectContaining({ error, message: expect.stringContaining(error) }),
      )
    },
  )

  test.each([[''], [null], [0], [true], [{}], [['invalid_grant']]])('is none if error is %j', async (error) => {
    expect(await ask(token({ error }))).toMatchObject({ isError: false, accessToken: 'at' })
    expect(await ask(json({ error }, 400))).toMatchObject({ code: 'http_error', errorType: 'http' })
    expect(await ask(json({ error }, 200))).toMatchObject({ code: 'invalid_response', errorType: 'protocol' })
  })
})

describe('row 4: a token', () => {
  test('has all its standard members, under our names', async () => {
    const body = {
      access_token: 'at',
      token_type: 'DPoP',
      expires_in: 60,
      refresh_token: 'rt',
      id_token: 'it',
      scope: 'a b',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }
    expect(
      await askForSuccess(json(body, 200, { 'X-Request-ID': '7', 'DPoP-Nonce': 'n1' }), { now: () => 5_000 }),
    ).toEqual({
      isError: false,
      errorType: 'none',
      accessToken: 'at',
      tokenType: 'DPoP',
      expiresIn: 60,
      expiresAt: 65_000,
      refreshToken: 'rt',
      idToken: 'it',
      scope: 'a b',
      issuedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
      httpStatus: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': '7', 'dpop-nonce': 'n1' },
      raw: JSON.stringify(body),
      json: body,
      dpopNonce: 'n1',
      quirks: [],
    })
  })

  test('leaves out members that the server left out, instead of setting them to undefined', async () => {
    expect(Object.keys(await askForSuccess(token())).sort()).toEqual(
      ['isError', 'errorType', 'accessToken', 'tokenType', 'httpStatus', 'headers', 'raw', 'json', 'quirks'].sort(),
    )
  })

  test("has no refreshToken if the response has none: the old one isn't filled in (PAIN 20)", async () => {
    expect('refreshToken' in (await askForSuccess(token()))).toBe(false)
    expect('refreshToken' in (await askForSuccess(token({ refresh_token: '' })))).toBe(false)
    expect((await askForSuccess(token({ refresh_token: 'rt' }))).refreshToken).toBe('rt')
  })

  test.each(['token_type', 'refresh_token', 'id_token', 'scope', 'issued_token_type'])(
    "ignores a %s that isn't a string",
    async (name) => {
      for (const value of [5, null, true, {}, ['x']]) {
        const response = await askForSuccess(token({ token_type: undefined, [name]: value }))
        expect(Object.values(response)).not.toContain(value)
        expect(response.json[name]).toEqual(value)
      }
    },
  )

  test.each([0, false, 7, {}])('leaves out a scope that is %j, and reports a quirk', async (scope) => {
    const response = await askForSuccess(token({ scope }))
    expect(response).not.toHaveProperty('scope')
    expect(response.quirks).toContain('scope-invalid')
  })

  test('keeps an empty scope: GitHub means that none was granted (PAIN 35)', async () => {
    expect((await askForSuccess(token({ scope: '' }))).scope).toBe('')
    expect(await askForSuccess(text('access_token=at&scope=&token_type=bearer'))).toMatchObject({ scope: '' })
  })

  test('keeps token_type as received', async () => {
    expect((await askForSuccess(token({ token_type: 'bEARER' }))).tokenType).toBe('bEARER')
  })

  test('keeps server-specific members, nested ones too (PAIN 35)', async () => {
    const { json: members } = await askForSuccess(
      token({ authed_user: { access_token: 'xoxp' }, custom_parameter: 'c' }),
    )
    expect(members.custom_parameter).toBe('c')
    expect(members.authed_user).toEqual({ access_token: 'xoxp' })
  })
})

describe('row 5: another 2xx', () => {
  const bodies: [string, string][] = [
    ['no token', '{"token_type":"Bearer"}'],
    ['an empty token', '{"access_token":""}'],
    ['null as token', '{"access_token":null}'],
    ['a number as token', '{"access_token":5}'],
    ['an object as token', '{"access_token":{}}'],
    ['a list as token', '{"access_token":["at"]}'],
    ['a token on the prototype', '{"__proto__":{"access_token":"at"}}'],
    ['an array', '[{"access_token":"at"}]'],
    ['null', 'null'],
    ['a number', '5'],
    ['a string', '"access_token=at"'],
    ['HTML', '<html><a href="?a&access_token=at">x</a></html>'],
    ['HTML that starts with a form', 'access_token=at<br>'],
    ['prose', 'your access_token=at is ready'],
    ['broken JSON', '{"access_token":"at"'],
    ['nothing', ''],
    ['a form without a token', 'token=at&token_type=bearer'],
    ['a form with an empty token', 'access_token=&token_type=bearer'],
  ]

  test.each(bodies)('is invalid with %s (PAIN 7)', async (_, body) => {
    for (const status of [200, 201]) {
      const response = await askForFailure(text(body, status, { 'content-type': 'text/x-odd' }))
      expect(response).toMatchObject({
        errorType: 'protocol',
        code: 'invalid_response',
        error: 'invalid_response',
        httpStatus: status,
        raw: body,
      })
      expect(response.errorDescription).toContain(`${status}`)
      expect(response.errorDescription).toContain('text/x-odd')
      expect(response.errorDescription).toContain(`${body.length}`)
    }
  })

  test('is described by status, content type and length, never by its content', async () => {
    const body = JSON.stringify({ access_token: '', refresh_token: 'planted', error_description: 'planted' })
    const response = await askForFailure(json(JSON.parse(body)))
    expect(response.errorDescription).toMatch(/200.*application\/json.*\b75\b/)
    expect(body).toHaveLength(75)
    expect(JSON.stringify(response)).not.toContain('planted')
    expect(response.raw).toBe(body)
  })

  test('is described in words even without a body and a content type', async () => {
    const response = await askForFailure(new Response(null, { status: 204 }))
    expect(response.code).toBe('invalid_response')
    expect(response.errorDescription).toMatch(/204.*\b0\b/)
    expect(response.errorDescription).not.toContain('undefined')
  })
})

describe('row 6: another status', () => {
  test.each([400, 401, 403, 404, 405, 429, 500, 501, 502, 503, 504])(
    'is a plain HTTP failure: %i (PAIN 5)',
    async (status) => {
      for (const body of ['<h1>no</h1>', '', '[]', 'null', '{"message":"no"}', '{"access_token":"at"}']) {
        const response = await askForFailure(text(body, status))
        expect(response).toMatchObject({ errorType: 'http', code: 'http_error', httpStatus: status, raw: body })
        expect(response.error).not.toBe('')
        expect(response).not.toHaveProperty('exception')
      }
    },
  )

  test('has its reason phrase as the error', async () => {
    const reply = new Response('', { status: 502, statusText: 'Bad Gateway' })
    expect(await askForFailure(reply)).toMatchObject({ error: 'Bad Gateway', httpReason: 'Bad Gateway' })
  })

  test('has its number as the error if there is no reason phrase, as in HTTP/2', async () => {
    const response = await askForFailure(text('', 502))
    expect(response.error).toBe('HTTP 502')
    expect(response).not.toHaveProperty('httpReason')
  })

  test.each(['[]', '[{"error":"invalid_grant"}]', 'null', '5', '"x"', '<p>no</p>', ''])(
    "has no json if the body isn't an object: %s",
    async (body) => {
      expect((await askForFailure(text(body, 400))).json).toBeUndefined()
      expect((await askForFailure(text(body, 200))).json).toBeUndefined()
    },
  )

  test('keeps its JSON, which may come from an API gateway (PAIN 5)', async () => {
    const response = await askForFailure(json({ message: 'quota', error_description: 'too many' }, 429))
    expect(response.json).toEqual({ message: 'quota', error_description: 'too many' })
  })

  test('keeps its HTML, for a person to read (PAIN 5)', async () => {
    expect((await askForFailure(text('<h1>Bad Gateway</h1>', 502))).raw).toBe('<h1>Bad Gateway</h1>')
  })
})

describe('names with a meaning in JavaScript', () => {
  test('are data in a success', async () => {
    const body =
      '{"access_token":"at","token_type":"Bearer","__proto__":{"refresh_token":"evil","isError":true},"constructor":{"prototype":{"polluted":1}},"toString":"t","hasOwnProperty":0}'
    const response = await askForSuccess(text(body, 200, { 'content-type': 'application/json' }))
    expect(response).toMatchObject({ accessToken: 'at', quirks: [] })
    expect(response).not.toHaveProperty('refreshToken')
    expect(Object.getPrototypeOf(response)).toBe(Object.prototype)
    expect(Object.getPrototypeOf(response.json)).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptor(response.json, '__proto__')?.value).toEqual({
      refresh_token: 'evil',
      isError: true,
    })
    expect('polluted' in {}).toBe(false)
  })

  test('are data in a form', async () => {
    const response = await askForSuccess(text('access_token=at&token_type=b&__proto__=x&constructor=y'))
    expect(Object.getPrototypeOf(response.json)).toBe(Object.prototype)
    expect(Object.keys(response.json).sort()).toEqual(['__proto__', 'access_token', 'constructor', 'token_type'])
  })

  test('are data in a header', async () => {
    const response = await askForSuccess(token({}, 200, { ['__proto__']: 'x', constructor: 'y' }))
    expect(Object.getPrototypeOf(response.headers)).toBe(Object.prototype)
    expect(response.headers.constructor).toBe('y')
  })
})
