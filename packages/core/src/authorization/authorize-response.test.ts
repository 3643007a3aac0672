import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AuthorizeExpectation, parseAuthorizeResponse } from '../index.ts'

const issuer = 'https://as.example'
const expected: AuthorizeExpectation = { state: 'st', issuer }
const parse = (query: string, more: Partial<AuthorizeExpectation> = {}) =>
  parseAuthorizeResponse(`https://app.example/cb?${query}`, { ...expected, ...more })

describe('a success', () => {
  test('has the code and the other parameters', () => {
    expect(parse('code=c%2B1&state=st&iss=https%3A%2F%2Fas.example&scope=a+b&session_state=ss&custom=x')).toEqual({
      isError: false,
      code: 'c+1',
      state: 'st',
      issuer,
      scope: 'a b',
      sessionState: 'ss',
      parameters: { code: 'c+1', state: 'st', iss: issuer, scope: 'a b', session_state: 'ss', custom: 'x' },
    })
  })

  test('leaves out missing parameters', () => {
    expect(Object.keys(parse('code=c&state=st')).sort()).toEqual(['code', 'isError', 'parameters', 'state'])
  })

  test('is plain data', () => {
    const response = parse('code=c&state=st&__proto__=x&constructor=y')
    expect(structuredClone(response)).toEqual(response)
    expect(JSON.parse(JSON.stringify(response))).toEqual(response)
    expect(Object.getPrototypeOf(response)).toBe(Object.prototype)
    expect(response.isError || Object.keys(response.parameters)).toEqual(['code', 'state', '__proto__', 'constructor'])
  })

  test.each<[string, string | URL | URLSearchParams]>([
    ['a URL', 'https://app.example/cb?code=c&state=st'],
    ['a URL object', new URL('https://app.example/cb?code=c&state=st')],
    ['a URL with a fragment beside the query', 'https://app.example/cb?code=c&state=st#top'],
    ['a fragment', 'https://app.example/cb#code=c&state=st'],
    ["a fragment beside the app's own query", 'https://app.example/cb?page=1#code=c&state=st'],
    ['a relative URL', '/cb?code=c&state=st'],
    ['a query alone', '?code=c&state=st'],
    ['a fragment alone', '#code=c&state=st'],
    ['a native scheme', 'com.example.app:/cb?code=c&state=st'],
    ['parameters of a form post', new URLSearchParams('code=c&state=st')],
  ])('is read from %s', (_, source) => {
    expect(parseAuthorizeResponse(source, expected)).toMatchObject({ isError: false, code: 'c', state: 'st' })
  })

  test('never mixes query and fragment', () => {
    expect(parseAuthorizeResponse('https://app.example/cb?code=c#state=st', expected)).toMatchObject({
      code: 'state_mismatch',
    })
    expect(parseAuthorizeResponse('https://app.example/cb?state=st#code=c', expected)).toMatchObject({ isError: true })
  })

  test("doesn't change URLSearchParams", () => {
    const params = new URLSearchParams('code=c&state=st')
    parseAuthorizeResponse(params, expected)
    expect(`${params}`).toBe('code=c&state=st')
  })
})

describe('an error of the server', () => {
  test('is returned verbatim', () => {
    const query = 'error=access_denied&error_description=not+today&error_uri=https%3A%2F%2Fas.example%2Fe&state=st'
    expect(parse(query)).toEqual({
      isError: true,
      code: 'oauth_error',
      error: 'access_denied',
      errorDescription: 'not today',
      errorUri: 'https://as.example/e',
    })
  })

  test.each(['constructor', '__proto__', 'toString'])('may be named %s', (error) => {
    expect(parse(`error=${error}&state=st`)).toMatchObject({ code: 'oauth_error', error })
  })

  test('wins over a code', () => {
    expect(parse('error=access_denied&code=c&state=st')).toMatchObject({ code: 'oauth_error' })
  })

  test('is read only after state and iss were checked: a forged one is ignored', () => {
    expect(parse('error=access_denied')).toMatchObject({ code: 'state_mismatch', error: 'invalid_response' })
    expect(parse('error=access_denied&state=evil')).toMatchObject({ code: 'state_mismatch' })
    expect(parse('error=access_denied&state=st&iss=https://evil.example')).toMatchObject({ code: 'issuer_mismatch' })
    expect(parse('error=access_denied&error=x&state=st')).toMatchObject({ code: 'invalid_response' })
    const promised = { authorizationResponseIssParameterSupported: true }
    expect(parse('error=access_denied&state=st', promised)).toMatchObject({ code: 'issuer_mismatch' })
  })
})

describe('state (RFC 6749 section 10.12)', () => {
  test.each(['code=c', 'code=c&state=', 'code=c&state=ST', 'code=c&state=st+', 'code=c&state=sts', 'code=c&state=s'])(
    'is a mismatch if it is missing or different: %s',
    (query) => {
      expect(parse(query)).toMatchObject({ isError: true, code: 'state_mismatch', error: 'invalid_response' })
    },
  )

  test('must be absent if none was sent', () => {
    expect(parse('code=c', { state: false })).toMatchObject({ isError: false, code: 'c' })
    expect(parse('code=c&state=st', { state: false })).toMatchObject({ code: 'state_mismatch' })
  })

  test('is compared by characters, not by appearance', () => {
    expect(parse('code=c&state=a%2Bb', { state: 'a+b' })).toMatchObject({ isError: false })
    expect(parse('code=c&state=a+b', { state: 'a+b' })).toMatchObject({ code: 'state_mismatch' })
  })

  test.each([new URL('https://as.example'), 5, true])('requires an issuer that is a string, not %s', (issuer) => {
    const check = () => parseAuthorizeResponse('?code=c&state=s', { state: 's', issuer: issuer as never })
    expect(check).toThrow('issuer: pass a string')
  })

  test.each([undefined, null, '', true, 5, {}])('is not optional: expecting %s is a TypeError', (state) => {
    const check = () => parseAuthorizeResponse('?code=c', { state } as never)
    expect(check).toThrow(TypeError)
    expect(check).toThrow(/^state/)
  })

  test('is not optional: the expectation itself is required', () => {
    expect(() => parseAuthorizeResponse('?code=c', undefined as never)).toThrow(TypeError)
  })
})

describe('iss (RFC 9207)', () => {
  const promised = true
  const silent = false

  test.each<[string, string, boolean, string | undefined, string]>([
    ['equal', 'iss=https://as.example', silent, issuer, 'success'],
    ['equal and promised', 'iss=https://as.example', promised, issuer, 'success'],
    ['missing', '', silent, issuer, 'success'],
    ['missing, although promised', '', promised, issuer, 'issuer_mismatch'],
    ['missing, although promised, and nothing to compare', '', promised, undefined, 'issuer_mismatch'],
    ['another', 'iss=https://evil.example', silent, issuer, 'issuer_mismatch'],
    ['another and promised', 'iss=https://evil.example', promised, issuer, 'issuer_mismatch'],
    ['with a slash at its end', 'iss=https://as.example/', silent, issuer, 'issuer_mismatch'],
    ['in capitals', 'iss=https://AS.example', silent, issuer, 'issuer_mismatch'],
    ['with its default port', 'iss=https://as.example:443', silent, issuer, 'issuer_mismatch'],
    ['empty', 'iss=', silent, issuer, 'issuer_mismatch'],
    ['empty and promised', 'iss=', promised, issuer, 'issuer_mismatch'],
    ['promised, with nothing to compare', 'iss=https://evil.example', promised, undefined, 'issuer_mismatch'],
    ['there, and no issuer expected', 'iss=https://as.example', silent, undefined, 'success'],
  ])('%s', (_, iss, authorizationResponseIssParameterSupported, expectedIssuer, outcome) => {
    const expectation = {
      state: 'st',
      authorizationResponseIssParameterSupported,
      ...(expectedIssuer !== undefined && { issuer: expectedIssuer }),
    }
    const response = parseAuthorizeResponse(`?code=c&state=st&${iss}`, expectation)
    expect(response.isError ? response.code : 'success').toBe(outcome)
  })
})

describe('an iss that is refused', () => {
  test.each([
    [
      'iss=https://as.example/',
      'iss https://as.example/ differs from the expected issuer https://as.example by a trailing slash',
    ],
    [
      'iss=http://as.example',
      'iss http://as.example differs from the expected issuer https://as.example by its scheme',
    ],
    [
      'iss=https://other.example',
      'iss https://other.example differs from the expected issuer https://as.example by its host',
    ],
    ['iss=urn:as', 'iss that is no URL differs from the expected issuer https://as.example by its scheme and its host'],
    ['iss=', 'iss is missing'],
  ])("is shown with the difference, because it isn't secret: %s", (iss, errorDescription) => {
    expect(parse(`code=c&state=st&${iss}`)).toMatchObject({ code: 'issuer_mismatch', errorDescription })
  })

  test('is reported if there is no issuer to compare it with', () => {
    const expectation = { state: 'st', authorizationResponseIssParameterSupported: true }
    expect(parseAuthorizeResponse('?code=c&state=st&iss=https://as.example', expectation)).toMatchObject({
      code: 'issuer_mismatch',
      errorDescription: 'iss has no issuer to compare with',
    })
  })
})

describe('an invalid response', () => {
  test.each([
    'code',
    'state',
    'iss',
    'error',
    'error_description',
    'id_token',
    'access_token',
    'token_type',
    'response',
  ])('has %s twice, equal or not', (name) => {
    for (const twice of [`${name}=st&${name}=st`, `${name}=st&${name}=x`, `${name}=&${name}=st`]) {
      const query = `code=st&state=st&${twice}`
      expect(parse(query)).toMatchObject({ isError: true, code: 'invalid_response', error: 'invalid_response' })
    }
  })

  test.each(['', 'state=st', 'state=st&code=', 'state=st&foo=bar'])('has no code: %s', (query) => {
    const response = parse(query)
    expect(response).toMatchObject({ isError: true, error: 'invalid_response' })
    expect(response).not.toHaveProperty('code', 'oauth_error')
  })

  test.each(['access_token', 'id_token', 'response'])(
    'has %s, which was not requested (RFC 9700 section 2.1.2)',
    (name) => {
      for (const query of [`code=c&state=st&${name}=pl4nted`, `state=st&${name}=pl4nted`]) {
        const response = parse(query)
        expect(response).toMatchObject({ isError: true, code: 'invalid_response' })
        expect(JSON.stringify(response)).not.toContain('pl4nted')
      }
    },
  )

  test('may have tokens if they were requested', () => {
    expect(parse('code=c&state=st&id_token=it', { responseType: 'code id_token' })).toMatchObject({
      code: 'c',
      idToken: 'it',
    })
    expect(parse('code=c&state=st&access_token=at&token_type=Bearer', { responseType: 'code token' })).toMatchObject({
      code: 'c',
      accessToken: 'at',
      tokenType: 'Bearer',
    })
    expect(parse('code=c&state=st&access_token=at', { responseType: 'code id_token' })).toMatchObject({ isError: true })
  })

  test("isn't repeated, except the words of the error (PAIN 14)", () => {
    const queries = [
      'code=pl4nted&state=pl4nted',
      'code=pl4nted&state=st&iss=pl4nted',
      'code=pl4nted&state=st&iss=https://evil.example',
      'code=pl4nted&code=pl4nted&state=st',
      'code=pl4nted&state=st&access_token=pl4nted',
      'error=e&code=pl4nted&state=st&custom=pl4nted',
    ]
    for (const query of queries) {
      const response = parse(query)
      expect(response.isError).toBe(true)
      expect(JSON.stringify(response)).not.toContain('pl4nted')
    }
  })
})

describe('any callback', () => {
  const name = fc.oneof(
    fc.constantFrom('code', 'state', 'iss', 'error', 'access_token', '__proto__', 'constructor'),
    fc.string(),
  )
  const pairs = fc.array(
    fc.tuple(name, fc.oneof(fc.constantFrom('', 'st', 'c', issuer), fc.string({ unit: 'binary' }))),
  )
  const check = (source: string | URLSearchParams) => {
    const response = parseAuthorizeResponse(source, expected)
    if (response.isError) {
      expect(response.error.length).toBeGreaterThan(0)
      expect(['oauth_error', 'state_mismatch', 'issuer_mismatch', 'invalid_response']).toContain(response.code)
    } else {
      expect(response.code.length).toBeGreaterThan(0)
      expect(response.state).toBe('st')
      expect([undefined, issuer]).toContain(response.issuer)
    }
  }

  test('never throws, and gives no code without the right state', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), check), { numRuns: 1_000, seed: 6 })
    fc.assert(
      fc.property(pairs, fc.constantFrom('?', '#', 'https://app.example/cb?', '/cb?x#', ''), (list, prefix) => {
        check(`${prefix}${new URLSearchParams(list)}`)
        check(new URLSearchParams(list))
        check(`${prefix}${list.map((pair) => pair.join('=')).join('&')}`)
      }),
      { numRuns: 1_000, seed: 7 },
    )
  })

  test('gives the code unchanged', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (code, state) => {
          const query = new URLSearchParams({ code, state })
          expect(parseAuthorizeResponse(`https://app.example/cb?${query}`, { state })).toMatchObject({
            isError: false,
            code,
            state,
          })
        },
      ),
      { numRuns: 300, seed: 8 },
    )
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['a list', ['code=c']],
    ['an object without a prototype', Object.create(null)],
    [
      'an object that throws',
      {
        toString() {
          throw new Error('no')
        },
      },
    ],
    ['a symbol', Symbol('code')],
    ['broken percent signs', '?code=%&state=%zz'],
    ['a lone surrogate', '?code=\ud800&state=st\udfff'],
    ['a megabyte of ampersands', `?${'&'.repeat(1_000_000)}`],
    ['a megabyte of hashes', '#'.repeat(1_000_000)],
    ['a hundred thousand codes', `?${'code=c&'.repeat(100_000)}state=st`],
  ])('may be %s, which is a failure', (_, source) => {
    expect(parseAuthorizeResponse(source as string, expected)).toMatchObject({ isError: true })
  })
})
