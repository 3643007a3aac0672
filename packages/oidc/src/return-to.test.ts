import { describe, expect, it } from 'vitest'
import { safeReturnTo } from './return-to.ts'

const base = 'https://app.example/auth/callback?x=1'

describe('safeReturnTo', () => {
  it.for([
    ['/', '/'],
    ['/orders', '/orders'],
    ['/orders?page=2&to=https://evil.example#top', '/orders?page=2&to=https://evil.example#top'],
    ['https://app.example/orders', '/orders'],
    ['https://app.example:443/orders', '/orders'],
    ['HTTPS://APP.EXAMPLE/orders', '/orders'],
    ['//app.example/orders', '/orders'],
    ['orders', '/auth/orders'],
    ['../orders', '/orders'],
    ['?page=2', '/auth/callback?page=2'],
    ['#top', '/auth/callback?x=1#top'],
    ['/a/../b/./c', '/b/c'],
    ['/%2fevil.example', '/%2fevil.example'],
    ['/ä/日本', '/%C3%A4/%E6%97%A5%E6%9C%AC'],
    ['https:orders', '/auth/orders'],
  ])('keeps %s within the app', ([value, kept]) => {
    expect(safeReturnTo(value, base)).toBe(kept)
  })

  it.for([
    '//evil.example',
    '///evil.example/x',
    'https://evil.example/',
    'https://app.example.evil.example/',
    'https://app.example@evil.example/',
    'https://user@app.example/',
    'https://user:pass@app.example/',
    'https://app.example:8443/',
    'http://app.example/',
    'http:evil.example',
    'ftp://app.example/',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'blob:https://app.example/1',
    'filesystem:https://app.example/1',
    'view-source:https://app.example/',
    'com.example.app:/x',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\u0000/orders',
    ' /orders',
    '/orders ',
    '/a b',
    '/a\u00a0b',
    '/a\u2028b',
    '/a\u007fb',
    'https://[::1',
    '',
    undefined,
    null,
    7,
    {},
    ['/orders'],
  ])('refuses %j', (value) => {
    expect(safeReturnTo(value, base)).toBe('/')
  })

  it.for(['/.//evil.example', '/x/..//evil.example', 'https://app.example//evil.example', '/%2e//evil.example'])(
    'gives %s exactly one leading slash',
    (value) => {
      expect(safeReturnTo(value, base)).toBe('/evil.example')
    },
  )

  it('is stable: its result is returned unchanged', () => {
    for (const value of ['/orders?x#y', '/.//evil.example', 'a/b', '//app.example//x']) {
      const once = safeReturnTo(value, base)
      expect(safeReturnTo(once, base)).toBe(once)
      expect(new URL(once, base).origin).toBe('https://app.example')
    }
  })

  it.for([
    ['/shop', '/shop'],
    ['/shop/orders', '/shop/orders'],
    ['/shopping', '/shop'],
    ['/other', '/shop'],
    ['/shop/../other', '/shop'],
    ['/shop/..%2fother', '/shop'],
    ['/shop/%2e%2e/other', '/shop'],
    ['//evil.example/shop', '/shop'],
  ])('stays within the base path: %s becomes %s', ([value, kept]) => {
    expect(safeReturnTo(value, base, '/shop')).toBe(kept)
    expect(safeReturnTo(value, base, '/shop/')).toBe(kept === '/shop' && value !== '/shop' ? '/shop/' : kept)
  })

  it("resolves against an app's own scheme as a path", () => {
    expect(safeReturnTo('/orders', 'com.example.app:/callback')).toBe('/orders')
    expect(safeReturnTo('https://evil.example/', 'com.example.app:/callback')).toBe('/')
  })
})
