import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Challenge, parseWwwAuthenticate } from '../index.ts'

const parse = (header: string) =>
  parseWwwAuthenticate(header).map(({ scheme, parameters, token68 }) => [
    scheme,
    token68 ?? Object.fromEntries(Object.entries(parameters)),
  ])

test.each<[string, unknown[]]>([
  ['Bearer', [['bearer', {}]]],
  ['Bearer realm="api"', [['bearer', { realm: 'api' }]]],
  [
    'Bearer error="invalid_token", error_description="expired"',
    [['bearer', { error: 'invalid_token', error_description: 'expired' }]],
  ],
  ['bEARER ERROR=invalid_token', [['bearer', { error: 'invalid_token' }]]],
  ['Bearer realm = "api" ,scope="a b"', [['bearer', { realm: 'api', scope: 'a b' }]]],
  ['Bearer realm="a \\"b\\", c=\\\\d"', [['bearer', { realm: 'a "b", c=\\d' }]]],
  ['Bearer realm=""', [['bearer', { realm: '' }]]],
  ['Negotiate abc/+==', [['negotiate', 'abc/+==']]],
  [
    'Basic, Bearer',
    [
      ['basic', {}],
      ['bearer', {}],
    ],
  ],
  [
    'Basic realm="a", Bearer',
    [
      ['basic', { realm: 'a' }],
      ['bearer', {}],
    ],
  ],
  [
    'Bearer, Basic realm="a"',
    [
      ['bearer', {}],
      ['basic', { realm: 'a' }],
    ],
  ],
  [
    'Negotiate abc=, DPoP algs="ES256 PS256", error="use_dpop_nonce"',
    [
      ['negotiate', 'abc='],
      ['dpop', { algs: 'ES256 PS256', error: 'use_dpop_nonce' }],
    ],
  ],
  [
    'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
    [
      ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ['basic', { realm: 'simple' }],
    ],
  ],
  ['Bearer realm="a, Basic realm=b", error=c', [['bearer', { realm: 'a, Basic realm=b', error: 'c' }]]],
  [', ,Bearer  ,realm="a",, ,', [['bearer', { realm: 'a' }]]],
  ['', []],
  ['   ', []],
])('reads %s', (header, challenges) => {
  expect(parse(header)).toEqual(challenges)
})

describe('RFC 6750, 9470 and 9728', () => {
  test('a step-up challenge says what is wanted', () => {
    const header = 'Bearer error="insufficient_user_authentication", acr_values="gold silver", max_age="5"'
    expect(parse(header)).toEqual([
      ['bearer', { error: 'insufficient_user_authentication', acr_values: 'gold silver', max_age: '5' }],
    ])
  })

  test('the address of resource metadata is read, quoted or, against the rules, bare', () => {
    const address = 'https://api.example/.well-known/oauth-protected-resource/mcp?a=b'
    expect(parse(`Bearer resource_metadata="${address}"`)).toEqual([['bearer', { resource_metadata: address }]])
    expect(parse(`Bearer resource_metadata=${address}, error=e`)).toEqual([
      ['bearer', { resource_metadata: address, error: 'e' }],
    ])
  })

  test('commas that are missing between parameters are put up with', () => {
    expect(parse('Bearer error="invalid_token" scope="a"')).toEqual([
      ['bearer', { error: 'invalid_token', scope: 'a' }],
    ])
  })
})

test.each<[string, unknown[]]>([
  ['Bearer realm="never closed, error=x', [['bearer', { realm: 'never closed, error=x' }]]],
  ['Bearer realm="ends in \\', [['bearer', { realm: 'ends in \\' }]]],
  ['error="no scheme"', []],
  ['="', []],
  ['"', []],
  ['Bearer error=a, error=b', [['bearer', { error: 'a' }]]],
  ['Bearer =x', []],
  ['\u0000\u00ff', [['\u0000\u00ff', {}]]],
])('makes the best of %j', (header, challenges) => {
  expect(parse(header)).toEqual(challenges)
})

test('__proto__ and constructor are parameters like any other', () => {
  const [challenge] = parseWwwAuthenticate('Bearer __proto__="p", constructor="c"')
  expect(challenge?.parameters.constructor).toBe('c')
  expect(Object.entries(challenge?.parameters ?? {})).toEqual([
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ])
  expect(parseWwwAuthenticate('Bearer')[0]?.parameters.toString).toBeUndefined()
})

test.each([
  ['Headers', new Headers({ 'WWW-Authenticate': 'Bearer error="e"' })],
  ["a response's record", { 'www-authenticate': 'Bearer error="e"' }],
  ['a record in another case', { 'WWW-Authenticate': 'Bearer error="e"' }],
  ['text', 'Bearer error="e"'],
])('takes %s', (_, source) => {
  expect(parseWwwAuthenticate(source)[0]?.parameters.error).toBe('e')
})

test('several headers are as one', () => {
  const headers = new Headers()
  headers.append('www-authenticate', 'Basic realm="a"')
  headers.append('www-authenticate', 'Bearer error="e"')
  expect(parseWwwAuthenticate(headers).map(({ scheme }) => scheme)).toEqual(['basic', 'bearer'])
})

test.each([[undefined], [null], [{}], [new Headers()], [{ 'www-authenticate': 'a\nb' }], [42 as never], [[] as never]])(
  'finds nothing in %j',
  (source) => {
    expect(parseWwwAuthenticate(source)).toEqual([])
  },
)

test('never throws, and says nothing but text, whatever a header holds', () => {
  const isSound = ({ scheme, parameters, token68 = '' }: Challenge) =>
    [scheme, token68, ...Object.keys(parameters), ...Object.values(parameters)].every(
      (text) => typeof text === 'string',
    )
  const piece = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'a', 'abc==', '\t', 'é', '__proto__')
  const headers = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(headers, (header) => parseWwwAuthenticate(header).every(isSound)),
    { seed: 1, numRuns: 500 },
  )
})

test.each([
  ['words', 'a '],
  ['one word', 'a'],
  ['spaces', ' '],
  ['a word and spaces', 'a   '],
  ['open quotes', 'a="\\'],
  ['quotes', '"'],
  ['equals signs', '='],
  ['a word and equals signs', 'a =='],
  ['backslashes', 'a="\\\\'],
  ['commas', ','],
  ['parameters', 'a="b",'],
])('takes no longer than its length for a megabyte of %s', (_, piece) => {
  const start = performance.now()
  parseWwwAuthenticate(`Bearer ${piece.repeat(1_000_000 / piece.length)}`)
  parseWwwAuthenticate(`Bearer a${piece.repeat(1_000_000 / piece.length)}x"`)
  expect(performance.now() - start).toBeLessThan(5000)
})
