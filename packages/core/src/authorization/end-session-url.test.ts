import { describe, expect, test } from 'vitest'
import { createEndSessionUrl, type EndSessionRequest } from '../index.ts'

const address = 'https://as.example/logout'
const parametersOf = (members: Partial<EndSessionRequest>) =>
  Object.fromEntries(new URL(createEndSessionUrl({ address, ...members })).searchParams)

describe('createEndSessionUrl', () => {
  test('returns the address alone if there are no parameters', () => {
    expect(createEndSessionUrl({ address })).toBe(address)
    expect(createEndSessionUrl({ address: `${address}?tenant=a` })).toBe(`${address}?tenant=a`)
  })

  test.each<[keyof EndSessionRequest, string]>([
    ['idTokenHint', 'id_token_hint'],
    ['clientId', 'client_id'],
    ['postLogoutRedirectUri', 'post_logout_redirect_uri'],
    ['state', 'state'],
    ['logoutHint', 'logout_hint'],
    ['uiLocales', 'ui_locales'],
  ])('sends %s as %s, unless it is empty', (field, name) => {
    expect(parametersOf({ [field]: 'a b&c' })).toEqual({ [name]: 'a b&c' })
    expect(parametersOf({ [field]: ' ' })).toEqual({})
    expect(() => parametersOf({ [field]: 5 })).toThrow(new RegExp(`^${field}`))
  })

  test('joins a list of languages with spaces', () => {
    expect(parametersOf({ uiLocales: ['de', 'en'] })).toEqual({ ui_locales: 'de en' })
  })

  test("keeps the endpoint's own query, and sends parameters of any name", () => {
    const url = createEndSessionUrl({ address: `${address}?tenant=a%20b`, state: 's', parameters: { x: '1' } })
    expect(url).toBe(`${address}?tenant=a%20b&state=s&x=1`)
  })

  test('refuses two values for one name', () => {
    expect(() => parametersOf({ state: 'a', parameters: { state: 'b' } })).toThrow(TypeError)
  })

  test.each([undefined, '', '/logout', 'http://as.example/logout', 'javascript:alert(1)', 5])(
    'refuses the address %s',
    (bad) => {
      expect(() => createEndSessionUrl({ address: bad as string })).toThrow(/^address/)
    },
  )

  test('permits http: for loopback hosts, and for others with allowInsecureHttp', () => {
    expect(createEndSessionUrl({ address: 'http://127.0.0.1:1/x' })).toBe('http://127.0.0.1:1/x')
    expect(createEndSessionUrl({ address: 'http://as.example/x' }, { allowInsecureHttp: true })).toBe(
      'http://as.example/x',
    )
  })

  test.each([undefined, null, 5, 'x'])('refuses %s as a request', (bad) => {
    expect(() => createEndSessionUrl(bad as never)).toThrow(TypeError)
  })
})
