import { describe, expect, test } from 'vitest'
import { requestAuthorizationCodeToken, requestToken } from '../index.ts'
import { everyGrant, least } from '../testing/every-grant.ts'
import { json, token } from '../testing/replies.ts'
import { testFetch } from '../testing/test-fetch.ts'

const sorted = (pairs: Iterable<[string, string]>) => [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))

describe.each(everyGrant)('$name', (grant) => {
  const { ask, grantType, required, optional, lists } = grant

  test('posts its grant type and its required members, and resolves to the token (PAIN 35)', async () => {
    const fetch = testFetch(token())
    expect(await ask(least(grant), { fetch })).toMatchObject({ isError: false, accessToken: 'at' })
    const [{ url, init, form }] = fetch.requests as [(typeof fetch.requests)[0]]
    expect(url).toBe('https://as.example/token')
    expect(init.method).toBe('POST')
    const members = Object.entries(required).filter(([field]) => field !== 'grantType')
    const expected: [string, string][] = [
      ['grant_type', grantType],
      ...members.map(([field, name]): [string, string] => [name, `the-${field}`]),
    ]
    expect(sorted(form)).toEqual(sorted(expected))
  })

  test.each(Object.entries({ ...optional, ...lists }))('sends %s as %s', async (field, name) => {
    const fetch = testFetch(token())
    await ask({ ...least(grant), [field]: 'a b' }, { fetch })
    expect(fetch.requests[0]?.form.getAll(name)).toEqual(['a b'])
  })

  test.each(Object.entries({ ...optional, ...lists }))(
    'sends no %s if it is blank or undefined',
    async (field, name) => {
      for (const blank of ['', ' ', undefined]) {
        const fetch = testFetch(token())
        await ask({ ...least(grant), [field]: blank }, { fetch })
        expect(fetch.requests[0]?.form.has(name)).toBe(false)
      }
    },
  )

  test.each(Object.entries(lists))('accepts a list as %s', async (field, name) => {
    const fetch = testFetch(token())
    await ask({ ...least(grant), [field]: ['https://a.example', 'https://b.example/c?d'] }, { fetch })
    expect(fetch.requests[0]?.form.getAll(name)).toEqual(
      field === 'scope' ? ['https://a.example https://b.example/c?d'] : ['https://a.example', 'https://b.example/c?d'],
    )
  })

  test.each(Object.entries(lists))('sends no %s for an empty list', async (field, name) => {
    const fetch = testFetch(token())
    await ask({ ...least(grant), [field]: [] }, { fetch })
    expect(fetch.requests[0]?.form.has(name)).toBe(false)
  })

  test.each(Object.entries(required))('accepts %s in parameters as %s', async (field, name) => {
    const { [field]: value, ...rest } = least(grant)
    const pair = [name, value] as [string, string]
    for (const parameters of [Object.fromEntries([pair]), [pair], new URLSearchParams([pair])]) {
      const fetch = testFetch(token())
      await ask({ ...rest, parameters }, { fetch })
      expect(fetch.requests[0]?.form.getAll(name)).toEqual([value])
    }
  })

  test.each(Object.entries({ ...required, ...optional }))(
    'sends %s once if parameters repeat it',
    async (field, name) => {
      const request = { ...least(grant), [field]: least(grant)[field] ?? 'x' }
      const fetch = testFetch(token())
      await ask({ ...request, parameters: { [name]: request[field] } }, { fetch })
      expect(fetch.requests[0]?.form.getAll(name)).toEqual([request[field]])
    },
  )

  test.each(Object.entries({ ...required, ...optional, ...(lists.scope && { scope: 'scope' }) }))(
    'refuses two values for %s, from any source',
    async (field, name) => {
      const request = { ...least(grant), [field]: 'one-value' }
      const twice: [string, string][] = [
        [name, 'one-value'],
        [name, 'another-value'],
      ]
      for (const members of [
        { ...request, parameters: { [name]: 'another-value' } },
        { ...request, parameters: twice },
        { ...request, [field]: undefined, parameters: twice },
      ]) {
        const asking = ask(members, { fetch: testFetch() })
        await expect(asking).rejects.toThrow(TypeError)
        await expect(asking).rejects.toThrow(name)
        await expect(asking).rejects.not.toThrow(/(one|another)-value/)
      }
    },
  )

  test('refuses another grant_type in parameters', async () => {
    const asking = ask({ ...least(grant), parameters: { grant_type: 'other' } }, { fetch: testFetch() })
    await expect(asking).rejects.toThrow(TypeError)
  })

  test('needs no CORS preflight as a public client (PAIN 26)', async () => {
    const fetch = testFetch(token())
    await ask({ ...least(grant), clientId: 'spa' }, { fetch })
    const { url, init } = fetch.requests[0] as (typeof fetch.requests)[0]
    const { headers, method } = new Request(url, init)
    expect(method).toBe('POST')
    expect([...headers.keys()].filter((name) => name !== 'accept' && name !== 'content-type')).toEqual([])
    expect(headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded(;|$)/)
    expect(headers.get('accept')).toBe('application/json')
  })

  test('passes no option to fetch that workers refuse (PAIN 15)', async () => {
    const fetch = testFetch(token())
    await ask(least(grant), { fetch })
    const { init } = fetch.requests[0] as (typeof fetch.requests)[0]
    expect(Object.keys(init).sort()).toEqual(['body', 'headers', 'method', 'redirect', 'signal'])
    expect(init.redirect).toBe('manual')
  })

  test('is sent once, whatever the result (PAIN 18)', async () => {
    for (const reply of [
      json({ error: 'invalid_grant' }, 400),
      json({}, 503, { 'retry-after': '0' }),
      new TypeError('x'),
    ]) {
      const fetch = testFetch(reply)
      expect(await ask(least(grant), { fetch })).toMatchObject({ isError: true })
      expect(fetch.requests).toHaveLength(1)
    }
  })

  test('accepts the same frozen request any number of times, and never writes to it', async () => {
    const request = {
      ...least(grant),
      clientId: 'app',
      clientSecret: 'secret',
      parameters: Object.freeze([Object.freeze(['tenant', 'one'])]),
      headers: Object.freeze({ 'x-trace': '1' }),
    }
    const fetch = testFetch(token(), token(), token())
    const options = Object.freeze({ fetch })
    const frozen = Object.freeze(request)
    for (let time = 0; time < 3; time++) await ask(frozen, options)
    const bodies = fetch.requests.map(({ form, headers }) => [`${form}`, [...headers]])
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
  })

  test("doesn't change the caller's URLSearchParams and Headers", async () => {
    const parameters = new URLSearchParams({ tenant: 'one' })
    const headers = new Headers({ 'x-trace': '1' })
    const address = new URL('https://as.example/token?tenant=one')
    await ask(
      { ...least(grant), address, clientId: 'app', clientSecret: 'secret', parameters, headers },
      { fetch: testFetch(token()) },
    )
    expect([`${parameters}`, [...headers], address.href]).toEqual([
      'tenant=one',
      [['x-trace', '1']],
      'https://as.example/token?tenant=one',
    ])
  })
})

describe('parameters', () => {
  const request = { address: 'https://as.example/token', grantType: 'urn:example:custom' }

  test('of any name and number are sent, in order (PAIN 35)', async () => {
    const parameters: [string, string][] = [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
      ['resource', 'https://a.example'],
      ['resource', 'https://b.example'],
      ['audience', 'x'],
      ['audience', 'y'],
    ]
    for (const form of [parameters, new URLSearchParams(parameters), new Map([['b', '1']])]) {
      const fetch = testFetch(token())
      await requestToken({ ...request, parameters: form }, { fetch })
      expect([...(fetch.requests[0]?.form ?? [])].slice(1)).toEqual([...form])
    }
  })

  test('may have a list as a value, which repeats the name', async () => {
    const fetch = testFetch(token())
    await requestToken({ ...request, parameters: { role: ['a', 'b'], resource: ['c', 'd'] } }, { fetch })
    expect(fetch.requests[0]?.form.getAll('role')).toEqual(['a', 'b'])
    expect(fetch.requests[0]?.form.getAll('resource')).toEqual(['c', 'd'])
  })

  test('are sent verbatim: repeats, order and empty values', async () => {
    const fetch = testFetch(token())
    const parameters: [string, string][] = [
      ['tenant', 'one'],
      ['empty', ''],
      ['tenant', 'two'],
      ['tenant', 'one'],
      ['blank', ' '],
    ]
    await requestToken({ ...request, parameters }, { fetch })
    expect([...(fetch.requests[0]?.form ?? [])].slice(-parameters.length)).toEqual(parameters)
  })

  test('may have names with a meaning in JavaScript', async () => {
    const fetch = testFetch(token())
    const parameters = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}')
    await requestToken({ ...request, parameters }, { fetch })
    const { form } = fetch.requests[0] as (typeof fetch.requests)[0]
    expect([form.get('__proto__'), form.get('constructor'), form.get('toString')]).toEqual(['a', 'b', 'c'])
  })

  test('are sent in addition to resource and audience members', async () => {
    const fetch = testFetch(token())
    const exchange = everyGrant.find(({ name }) => name === 'requestTokenExchangeToken') as (typeof everyGrant)[0]
    await exchange.ask(
      {
        ...least(exchange),
        resource: 'https://a.example',
        audience: ['x', 'y'],
        parameters: { resource: ['https://b.example', 'https://a.example'], audience: 'z' },
      },
      { fetch },
    )
    const { form } = fetch.requests[0] as (typeof fetch.requests)[0]
    expect(form.getAll('resource')).toEqual(['https://a.example', 'https://b.example'])
    expect(form.getAll('audience')).toEqual(['x', 'y', 'z'])
  })
})

describe('values', () => {
  test('arrive verbatim, with any characters', async () => {
    const fetch = testFetch(token())
    const code = 'a+b c&d=e%f/é€😀\u0000\r\n"'
    await requestAuthorizationCodeToken(
      { address: 'https://as.example/token', code, redirectUri: 'https://app.example/cb?x=1&y=2' },
      { fetch },
    )
    expect(fetch.requests[0]?.form.get('code')).toBe(code)
    expect(fetch.requests[0]?.form.get('redirect_uri')).toBe('https://app.example/cb?x=1&y=2')
  })

  test('may be an empty password, which is sent', async () => {
    const password = everyGrant.find(({ name }) => name === 'requestPasswordToken') as (typeof everyGrant)[0]
    for (const request of [
      { ...least(password), password: '' },
      { ...least(password), password: undefined, parameters: { password: '' } },
    ]) {
      const fetch = testFetch(token())
      await password.ask(request, { fetch })
      expect(fetch.requests[0]?.form.getAll('password')).toEqual([''])
    }
  })

  test("can't be two passwords, even if one is empty", async () => {
    const password = everyGrant.find(({ name }) => name === 'requestPasswordToken') as (typeof everyGrant)[0]
    for (const [member, parameter] of [
      ['', 'x'],
      ['x', ''],
    ]) {
      const asking = password.ask(
        { ...least(password), password: member, parameters: { password: parameter } },
        { fetch: testFetch() },
      )
      await expect(asking).rejects.toThrow(TypeError)
    }
  })
})

describe('headers', () => {
  test.each([
    ['a record', { 'X-Trace': '7', Accept: 'application/jwt' }],
    [
      'pairs',
      [
        ['X-Trace', '7'],
        ['accept', 'application/jwt'],
      ] as [string, string][],
    ],
    ['Headers', new Headers({ 'x-trace': '7', accept: 'application/jwt' })],
  ])('may be %s, and replace the default headers', async (_, headers) => {
    const fetch = testFetch(token())
    await requestToken({ address: 'https://as.example/token', grantType: 'any', headers }, { fetch })
    expect(fetch.requests[0]?.headers.get('x-trace')).toBe('7')
    expect(fetch.requests[0]?.headers.get('accept')).toBe('application/jwt')
  })

  test('are sent without a line break at the end, as in a value from a file', async () => {
    const fetch = testFetch(token())
    await requestToken(
      { address: 'https://as.example/token', grantType: 'any', headers: { 'x-key': 'k\r\n' } },
      { fetch },
    )
    expect(Object.values(fetch.requests[0]?.init.headers as Record<string, string>)).toContain('k')
  })
})

describe('the address', () => {
  test('keeps its query, and may be a URL', async () => {
    for (const address of ['https://as.example/token?tenant=a%20b', new URL('https://as.example/token?tenant=a%20b')]) {
      const fetch = testFetch(token())
      await requestToken({ address, grantType: 'any' }, { fetch })
      expect(fetch.requests[0]?.url).toBe('https://as.example/token?tenant=a%20b')
    }
  })
})
