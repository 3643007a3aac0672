import { describe, expect, test } from 'vitest'
import type { RequestOptions } from '../index.ts'
import { address } from '../testing/ask.ts'
import { everyGrant, least } from '../testing/every-grant.ts'
import { token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

/** Wherever a bad value is text, it holds this, and no message may. */
const planted = 'pl4nted'

/** Expects a TypeError that names `field` and says more than that, before anything is sent. */
async function refuses(field: string, ask: (options: RequestOptions) => Promise<unknown>, options = {}): Promise<void> {
  const fetch = testFetch()
  const thrown = await ask({ fetch, ...options }).then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(TypeError)
  const { message } = thrown as TypeError
  expect(message.startsWith(field), message).toBe(true)
  expect(message.slice(field.length)).toMatch(/\w{2}/)
  expect(message).not.toContain(planted)
  expect(fetch.requests).toEqual([])
}

const noStrings = [5, true, {}, () => planted]

/** Members that every function has: the field that the message must begin with, and the request's members. */
const everywhere: [string, object][] = [
  ...[
    undefined,
    null,
    '',
    ' ',
    5,
    {},
    planted,
    `/${planted}`,
    `//as.example/${planted}`,
    'https://',
    `http://as.example/${planted}`,
    `http://127.0.0.1.example/${planted}`,
    `javascript:alert("${planted}")`,
    `data:text/plain,${planted}`,
    `file:///${planted}`,
    `ftp://as.example/${planted}`,
    `wss://as.example/${planted}`,
    `https://user:${planted}@as.example/token`,
    `https://${planted}@as.example/token`,
    `https://as.example/token#${planted}`,
  ].map((address): [string, object] => ['address', { address }]),
  ...noStrings.flatMap((value): [string, object][] => [
    ['clientId', { clientId: value }],
    ['clientSecret', { clientId: 'app', clientSecret: value }],
    ['clientCredentialStyle', { clientId: 'app', clientCredentialStyle: value }],
    ['authorizationHeaderStyle', { clientId: 'app', clientSecret: 'secret', authorizationHeaderStyle: value }],
    ['dpopProof', { dpopProof: value }],
  ]),
  ['clientCredentialStyle', { clientId: 'app', clientCredentialStyle: planted }],
  ['clientCredentialStyle', { clientId: 'app', clientCredentialStyle: 'Header' }],
  ['authorizationHeaderStyle', { clientId: 'app', clientSecret: 'secret', authorizationHeaderStyle: planted }],
  ['parameters', { parameters: null }],
  ...[planted, 5, true].flatMap((value): [string, object][] => [
    ['parameters', { parameters: value }],
    ['headers', { headers: value }],
  ]),
  ...[null, 5, true, {}, [5], [{}]].map((value): [string, object] => ['parameters', { parameters: { tenant: value } }]),
  ...[5, null].map((value): [string, object] => ['parameters', { parameters: [['tenant', value]] }]),
  ['parameters', { parameters: { '': planted } }],
  ['parameters', { parameters: [['', planted]] }],
  ['parameters', { parameters: [null] }],
  ['parameters', { parameters: [['tenant']] }],
  ...[5, null, undefined, true, {}, `${planted}\r\nx: y`, `${planted}\nx`, `${planted}\0`, `${planted}€`].map(
    (value): [string, object] => ['headers', { headers: { 'x-any': value } }],
  ),
  ...['', ' ', 'x y', 'x:y', 'x\n', 'x\0', 'é'].map((name): [string, object] => [
    'headers',
    { headers: { [name]: planted } },
  ]),
  ['headers', { headers: [['x-any']] }],
  ...[`${planted}\nx`, `${planted}\0`, `${planted}€`].map((value): [string, object] => [
    'dpopProof',
    { dpopProof: value },
  ]),
  ...[planted, 5, true, {}].map((value): [string, object] => ['dpop', { dpop: value }]),
  ...[
    planted,
    5,
    true,
    {},
    { type: planted },
    { value: planted },
    { type: '', value: planted },
    { type: planted, value: ' ' },
    { type: planted, value: 5 },
    { type: {}, value: planted },
  ].map((clientAssertion): [string, object] => ['clientAssertion', { clientId: 'app', clientAssertion }]),
]

describe.each(everyGrant)('$name refuses, before anything is sent,', (grant) => {
  const { ask, required, optional, lists } = grant

  test.each(Object.keys(required))('no %s', async (field) => {
    const blanks = field === 'password' ? [undefined, null] : [undefined, null, '', ' ', '\t\n', []]
    for (const blank of blanks) {
      await refuses(field, (options) => ask({ ...least(grant), [field]: blank }, options))
    }
  })

  test.each(Object.keys({ ...required, ...optional, ...lists }))('a %s that is no string', async (field) => {
    for (const value of [...noStrings, ...noStrings.map((item) => ['x', item])]) {
      await refuses(field, (options) => ask({ ...least(grant), [field]: value }, options))
    }
  })

  test.each(Object.keys({ ...required, ...optional }))('two values as %s', async (field) => {
    await refuses(field, (options) => ask({ ...least(grant), [field]: ['x', 'y'] }, options))
  })
})

describe('each function refuses, before anything is sent,', () => {
  test.each(everywhere)('%s in %o', async (field, members) => {
    for (const grant of everyGrant) {
      await refuses(field, (options) => grant.ask({ ...least(grant), ...members }, options))
    }
  })

  test.each([undefined, null, 5, planted, true])('%s as a request', async (request) => {
    for (const { ask } of everyGrant) {
      await refuses('', (options) => ask(request as unknown as object, options))
    }
  })
})

describe('http:', () => {
  const { ask, ...grant } = everyGrant[1] as (typeof everyGrant)[0]

  test.each([
    'http://localhost/token',
    'http://localhost:8080/token',
    'http://LOCALHOST/token',
    'http://as.localhost/token',
    'http://a.b.localhost:1/token',
    'http://127.0.0.1/token',
    'http://127.0.0.1:8080/token',
    'http://127.1.2.3/token',
    'http://127.255.255.255/token',
    'http://[::1]/token',
    'http://[::1]:8080/token',
  ])('is allowed for a loopback host: %s', async (address) => {
    const fetch = testFetch(token())
    expect(await ask({ ...least({ ...grant, ask }), address }, { fetch })).toMatchObject({ isError: false })
    expect(fetch.requests[0]?.url).toBe(new URL(address).href)
  })

  test.each([
    'http://as.example/token',
    'http://localhost.example/token',
    'http://notlocalhost/token',
    'http://my-localhost/token',
    'http://127.0.0.1.example/token',
    'http://127.example/token',
    'http://128.0.0.1/token',
    'http://0.0.0.0/token',
    'http://10.0.0.1/token',
    'http://192.168.0.1/token',
    'http://[::]/token',
    'http://[::2]/token',
    'http://[fe80::1]/token',
    'http://[::ffff:10.0.0.1]/token',
  ])('is refused for any other host: %s', async (address) => {
    await refuses('address', (options) => ask({ address }, options))
  })

  test('is allowed for other hosts with allowInsecureHttp', async () => {
    const fetch = testFetch(token())
    await ask({ address: 'http://as.example/token' }, { fetch, allowInsecureHttp: true })
    expect(fetch.requests[0]?.url).toBe('http://as.example/token')
  })

  test.each(['javascript:alert(1)', 'ftp://as.example/token', 'file:///token', '/token', 'http://a:b@as.example/'])(
    'is the only scheme that allowInsecureHttp adds, not %s',
    async (address) => {
      await refuses('address', (options) => ask({ address }, { ...options, allowInsecureHttp: true }))
    },
  )
})

describe('options are checked before anything is sent:', () => {
  const { ask } = everyGrant[1] as (typeof everyGrant)[0]

  test.each<[keyof RequestOptions, unknown]>([
    ['fetch', 5],
    ['fetch', planted],
    ['fetch', {}],
    ['signal', planted],
    ['signal', {}],
    ['signal', new AbortController()],
    // what `wanted && signal` becomes; it must not get as far as a timer
    ['signal', false],
    ['signal', 0],
    ['signal', ''],
    ['fetch', null],
    ['now', null],
    ['timeoutMs', 0],
    ['timeoutMs', -1],
    ['timeoutMs', Number.NaN],
    ['timeoutMs', Number.POSITIVE_INFINITY],
    ['timeoutMs', 2 ** 31],
    ['timeoutMs', planted],
    ['timeoutMs', {}],
    ['maxBodyBytes', 0],
    ['maxBodyBytes', -1],
    ['maxBodyBytes', Number.NaN],
    ['maxBodyBytes', planted],
    ['maxBodyBytes', {}],
    ['now', 5],
    ['now', planted],
  ])('%s: %s', async (name, value) => {
    await refuses(name, (options) => ask({ address }, { ...options, [name]: value }))
  })

  test.each<[keyof RequestOptions, unknown]>([
    ['timeoutMs', 1000],
    ['timeoutMs', 2 ** 31 - 1],
    ['maxBodyBytes', 300],
    ['maxBodyBytes', Number.POSITIVE_INFINITY],
    ['signal', undefined],
    ['signal', null],
    ['timeoutMs', undefined],
    ['maxBodyBytes', undefined],
    ['allowInsecureHttp', undefined],
  ])('%s: %s is accepted', async (name, value) => {
    const options: RequestOptions = { fetch: testFetch(token()), [name]: value }
    expect(await ask({ address }, options)).toMatchObject({ isError: false })
  })
})
