import { describe, expect, test } from 'vitest'
import { type AuthorizeRequest, createAuthorizeUrl } from '../index.ts'

const address = 'https://as.example/authorize'
// what a request may do without, once it says so
const request = { address, clientId: 'app', state: false, codeChallenge: false } as const

/** The parameters of the URL, names to values. */
function parametersOf(members: Partial<AuthorizeRequest>): Record<string, string[]> {
  const { searchParams } = new URL(createAuthorizeUrl({ ...request, ...members }))
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]))
}

describe('createAuthorizeUrl', () => {
  test('requests a code', () => {
    expect(createAuthorizeUrl(request)).toMatch(/^https:\/\/as\.example\/authorize\?/)
    expect(parametersOf({})).toEqual({ client_id: ['app'], response_type: ['code'] })
  })

  test('has all parameters of a login', () => {
    const login = {
      redirectUri: 'https://app.example/cb?x=1&y=2',
      scope: 'openid api',
      state: 'st+/=',
      nonce: 'n',
      codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    }
    expect(parametersOf(login)).toEqual({
      client_id: ['app'],
      response_type: ['code'],
      redirect_uri: ['https://app.example/cb?x=1&y=2'],
      scope: ['openid api'],
      state: ['st+/='],
      nonce: ['n'],
      code_challenge: ['E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
      code_challenge_method: ['S256'],
    })
  })

  test.each<[keyof AuthorizeRequest, string]>([
    ['responseType', 'response_type'],
    ['scope', 'scope'],
    ['nonce', 'nonce'],
    ['resource', 'resource'],
    ['responseMode', 'response_mode'],
    ['prompt', 'prompt'],
    ['display', 'display'],
    ['loginHint', 'login_hint'],
    ['idTokenHint', 'id_token_hint'],
    ['acrValues', 'acr_values'],
    ['uiLocales', 'ui_locales'],
    ['dpopJkt', 'dpop_jkt'],
    ['request', 'request'],
    ['requestUri', 'request_uri'],
  ])('sends %s as %s, unless it is empty', (field, name) => {
    expect(parametersOf({ [field]: 'a b&c' })[name]).toEqual(['a b&c'])
    for (const blank of field === 'responseType' ? [] : ['', ' ']) {
      expect(parametersOf({ [field]: blank })).not.toHaveProperty(name)
    }
    expect(() => createAuthorizeUrl({ ...request, [field]: 5 })).toThrow(new RegExp(`^${field}`))
    expect(() => createAuthorizeUrl({ ...request, [field]: {} })).toThrow(TypeError)
  })

  test.each<[keyof AuthorizeRequest, string]>([
    ['scope', 'scope'],
    ['prompt', 'prompt'],
    ['acrValues', 'acr_values'],
    ['uiLocales', 'ui_locales'],
  ])('joins a list as %s with spaces', (field, name) => {
    expect(parametersOf({ [field]: ['one', 'two'] })[name]).toEqual(['one two'])
  })

  describe('protects the login unless the caller turns a protection off by name:', () => {
    const login = { address, clientId: 'app', state: 'st', codeChallenge: 'c', redirectUri: 'https://app.example/cb' }
    const create = (members: Partial<AuthorizeRequest>) => createAuthorizeUrl({ ...login, ...members })

    test.each<[keyof AuthorizeRequest, string]>([
      ['state', 'state'],
      ['codeChallenge', 'code_challenge'],
    ])('%s is required, or false', (field, name) => {
      for (const nothing of [undefined, '', ' ', null]) {
        expect(() => create({ [field]: nothing })).toThrow(new RegExp(`^${field}: pass .*false`))
      }
      expect(() => create({ [field]: 5 })).toThrow(new RegExp(`^${field}`))
      expect(parametersOf({ ...login, [field]: 'a b&c' })[name]).toEqual(['a b&c'])
      expect(parametersOf({ ...login, [field]: undefined, parameters: { [name]: 'x' } })[name]).toEqual(['x'])
      expect(parametersOf({ ...login, [field]: false })).not.toHaveProperty(name)
    })

    test('neither is needed with a request object or a request URI', () => {
      const { redirectUri } = login
      for (const by of [{ request: 'jwt' }, { requestUri: 'urn:1' }]) {
        expect(createAuthorizeUrl({ address, clientId: 'app', redirectUri, ...by })).toContain('client_id=app')
      }
    })

    test('neither is needed without a redirectUri', () => {
      expect(createAuthorizeUrl({ address, clientId: 'app' })).toBe(`${address}?client_id=app&response_type=code`)
    })

    test('a request for no code, or for a code with an ID token, needs no challenge', () => {
      expect(create({ responseType: 'id_token', codeChallenge: undefined })).toContain('response_type=id_token')
      expect(create({ responseType: 'code id_token', codeChallenge: undefined })).toContain('code%20id_token')
      expect(() => create({ responseType: 'code', codeChallenge: undefined })).toThrow(/^codeChallenge/)
    })

    test.each(['/cb', 'cb', '//app.example/cb', 'app.example', '?x', 'https://app.example/cb#x'])(
      'a redirectUri must be absolute and without a fragment, not %s (RFC 6749 section 3.1.2)',
      (redirectUri) => {
        expect(() => create({ redirectUri })).toThrow(/^redirectUri: /)
        expect(() => create({ redirectUri: undefined, parameters: { redirect_uri: redirectUri } })).toThrow(
          /^redirectUri: /,
        )
      },
    )

    test.each([
      'https://app.example/cb?x=1',
      'http://127.0.0.1:8080/',
      'com.example.app:/cb',
      'urn:ietf:wg:oauth:2.0:oob',
    ])('a redirectUri may be %s', (redirectUri) =>
      expect(parametersOf({ ...login, redirectUri }).redirect_uri).toEqual([redirectUri]),
    )
  })

  test('writes spaces as %20, which every reader understands', () => {
    const url = createAuthorizeUrl({ ...request, scope: 'name email', parameters: { note: 'a+b c' } })
    expect(url).toContain('scope=name%20email')
    expect(url).toContain('note=a%2Bb%20c')
  })

  test("replaces the address's own parameters of the same name, and keeps the rest unchanged", () => {
    const own = `${address}?p=B2C%201&client_id=other&state=old&empty=&response_type=token&q=a?b`
    const url = createAuthorizeUrl({ ...request, address: own, state: 'new' })
    expect(url).toBe(`${address}?p=B2C%201&empty=&q=a?b&client_id=app&response_type=code&state=new`)
  })

  test('repeats resource (RFC 8707)', () => {
    expect(parametersOf({ resource: ['https://a.example', 'https://b.example/'] }).resource).toEqual([
      'https://a.example',
      'https://b.example/',
    ])
  })

  test('accepts maxAge from 0, in whole seconds', () => {
    expect(parametersOf({ maxAge: 0 }).max_age).toEqual(['0'])
    expect(parametersOf({ maxAge: 300 }).max_age).toEqual(['300'])
    for (const maxAge of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '300']) {
      expect(() => parametersOf({ maxAge: maxAge as number })).toThrow(/^maxAge/)
    }
  })

  test('sends claims and authorizationDetails as JSON', () => {
    const claims = { id_token: { acr: { essential: true } } }
    const authorizationDetails = [{ type: 'payment', amount: '1 €' }]
    const sent = parametersOf({ claims, authorizationDetails })
    expect(JSON.parse(sent.claims?.[0] ?? '')).toEqual(claims)
    expect(JSON.parse(sent.authorization_details?.[0] ?? '')).toEqual(authorizationDetails)
    expect(() => parametersOf({ claims: '{}' as never })).toThrow(/^claims/)
    expect(() => parametersOf({ authorizationDetails: 5 as never })).toThrow(/^authorizationDetails/)
  })

  test('keeps the defaults S256 and code if their members are undefined', () => {
    const members = { codeChallenge: 'x', codeChallengeMethod: undefined, responseType: undefined }
    expect(parametersOf(members as never)).toMatchObject({ code_challenge_method: ['S256'], response_type: ['code'] })
  })

  test('sends another challenge method if you ask for it', () => {
    expect(parametersOf({ codeChallenge: 'x', codeChallengeMethod: 'plain' }).code_challenge_method).toEqual(['plain'])
    expect(parametersOf({})).not.toHaveProperty('code_challenge_method')
  })

  test('sends no response_type with a request_uri (RFC 9101, RFC 9126)', () => {
    expect(parametersOf({ requestUri: 'urn:x' })).toEqual({ client_id: ['app'], request_uri: ['urn:x'] })
    expect(parametersOf({ request: 'jwt' })).toEqual({ client_id: ['app'], request: ['jwt'] })
    expect(parametersOf({ requestUri: 'urn:x', responseType: 'code' }).response_type).toEqual(['code'])
  })

  test('sends parameters of any name, once if they are equal', () => {
    expect(parametersOf({ parameters: { audience: 'a', client_id: 'app', '__proto__ ': 'x' }, scope: 's' })).toEqual({
      client_id: ['app'],
      response_type: ['code'],
      scope: ['s'],
      audience: ['a'],
      '__proto__ ': ['x'],
    })
    expect(parametersOf({ parameters: new URLSearchParams('tenant=1') }).tenant).toEqual(['1'])
    expect(parametersOf({ parameters: [['tenant', '1']] }).tenant).toEqual(['1'])
  })

  test('refuses two values for one name', () => {
    for (const parameters of [{ client_id: 'other' }, { scope: 'other' }, { state: 'other' }]) {
      expect(() => parametersOf({ scope: 's', state: 'st', parameters })).toThrow(TypeError)
    }
  })

  test("keeps the endpoint's own query (RFC 6749 section 3.1)", () => {
    const url = createAuthorizeUrl({ ...request, address: `${address}?tenant=a%20b&x=%7E` })
    expect(url).toMatch(/^https:\/\/as\.example\/authorize\?tenant=a%20b&x=%7E&\w/)
    expect(new URL(url).searchParams.get('client_id')).toBe('app')
  })

  test("accepts a URL, and doesn't change it", () => {
    const given = new URL(address)
    expect(createAuthorizeUrl({ ...request, address: given })).toBe(createAuthorizeUrl(request))
    expect(given.href).toBe(address)
  })

  test('accepts a frozen request', () => {
    expect(createAuthorizeUrl(Object.freeze({ ...request, scope: Object.freeze(['a']) }))).toContain('scope=a')
  })

  test.each([
    undefined,
    '',
    'pl4nted',
    '/authorize',
    'http://as.example/authorize',
    'javascript:alert(1)',
    'data:text/html,pl4nted',
    'https://user:pl4nted@as.example/',
    'https://as.example/#pl4nted',
    5,
    null,
  ])('refuses the address %s', (bad) => {
    const create = () => createAuthorizeUrl({ ...request, address: bad as string })
    expect(create).toThrow(TypeError)
    expect(create).toThrow(/^address/)
    expect(create).not.toThrow('pl4nted')
  })

  test('permits http: for loopback hosts, and for others with allowInsecureHttp', () => {
    const insecure = { ...request, address: 'http://as.example/authorize' }
    expect(createAuthorizeUrl({ ...request, address: 'http://localhost:1/authorize' })).toMatch(
      /^http:\/\/localhost:1\//,
    )
    expect(createAuthorizeUrl(insecure, { allowInsecureHttp: true })).toMatch(/^http:\/\/as\.example\//)
  })

  test.each([undefined, '', ' ', 5])('refuses %s as clientId', (clientId) => {
    expect(() => createAuthorizeUrl({ address, clientId: clientId as string })).toThrow(/^clientId/)
  })

  test.each([undefined, null, 5, 'x'])('refuses %s as a request', (bad) => {
    expect(() => createAuthorizeUrl(bad as never)).toThrow(TypeError)
  })
})
