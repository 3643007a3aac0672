import { describe, expect, test } from 'vitest'
import { type AuthorizeRequest, createAuthorizeUrl } from '../index.ts'

const address = 'https://as.example/authorize'
const request = { address, clientId: 'app' }

/** The parameters of the URL, names to values. */
function parametersOf(members: Partial<AuthorizeRequest>): Record<string, string[]> {
  const { searchParams } = new URL(createAuthorizeUrl({ ...request, ...members }))
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]))
}

describe('createAuthorizeUrl', () => {
  test('asks for a code', () => {
    expect(createAuthorizeUrl(request)).toMatch(/^https:\/\/as\.example\/authorize\?/)
    expect(parametersOf({})).toEqual({ client_id: ['app'], response_type: ['code'] })
  })

  test('carries a whole login', () => {
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
    ['redirectUri', 'redirect_uri'],
    ['scope', 'scope'],
    ['state', 'state'],
    ['nonce', 'nonce'],
    ['codeChallenge', 'code_challenge'],
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
  ])('sends %s as %s, and not where it is blank', (field, name) => {
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
  ])('joins a list as %s by blanks', (field, name) => {
    expect(parametersOf({ [field]: ['one', 'two'] })[name]).toEqual(['one two'])
  })

  test('repeats resource (RFC 8707)', () => {
    expect(parametersOf({ resource: ['https://a.example', 'https://b.example/'] }).resource).toEqual([
      'https://a.example',
      'https://b.example/',
    ])
  })

  test('takes maxAge from 0, in whole seconds', () => {
    expect(parametersOf({ maxAge: 0 }).max_age).toEqual(['0'])
    expect(parametersOf({ maxAge: 300 }).max_age).toEqual(['300'])
    for (const maxAge of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '300']) {
      expect(() => parametersOf({ maxAge: maxAge as number })).toThrow(/^maxAge/)
    }
  })

  test('carries claims and authorizationDetails as JSON', () => {
    const claims = { id_token: { acr: { essential: true } } }
    const authorizationDetails = [{ type: 'payment', amount: '1 €' }]
    const sent = parametersOf({ claims, authorizationDetails })
    expect(JSON.parse(sent.claims?.[0] ?? '')).toEqual(claims)
    expect(JSON.parse(sent.authorization_details?.[0] ?? '')).toEqual(authorizationDetails)
    expect(() => parametersOf({ claims: '{}' as never })).toThrow(/^claims/)
    expect(() => parametersOf({ authorizationDetails: 5 as never })).toThrow(/^authorizationDetails/)
  })

  test('keeps S256 and code where their members are undefined: nothing left out turns protection off', () => {
    const members = { codeChallenge: 'x', codeChallengeMethod: undefined, responseType: undefined }
    expect(parametersOf(members as never)).toMatchObject({ code_challenge_method: ['S256'], response_type: ['code'] })
  })

  test('sends another challenge method where it is said outright', () => {
    expect(parametersOf({ codeChallenge: 'x', codeChallengeMethod: 'plain' }).code_challenge_method).toEqual(['plain'])
    expect(parametersOf({})).not.toHaveProperty('code_challenge_method')
  })

  test('leaves response_type to a request that goes by reference (RFC 9101, RFC 9126)', () => {
    expect(parametersOf({ requestUri: 'urn:x' })).toEqual({ client_id: ['app'], request_uri: ['urn:x'] })
    expect(parametersOf({ request: 'jwt' })).toEqual({ client_id: ['app'], request: ['jwt'] })
    expect(parametersOf({ requestUri: 'urn:x', responseType: 'code' }).response_type).toEqual(['code'])
  })

  test('carries parameters of any name, once where they are equal', () => {
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

  test('takes a URL, and leaves it as it was', () => {
    const given = new URL(address)
    expect(createAuthorizeUrl({ ...request, address: given })).toBe(createAuthorizeUrl(request))
    expect(given.href).toBe(address)
  })

  test('takes a frozen request', () => {
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

  test('permits http: for loopback hosts, and for others where that is said', () => {
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
