import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RequestOptions, requestToken, type TokenRequest } from '../index.ts'
import { address } from '../testing/ask.ts'
import { json, token } from '../testing/replies.ts'
import { type Seen, testFetch } from '../testing/test-fetch.ts'

const clientAssertion = { type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', value: 'signed.jwt.value' }
const factory = () => clientAssertion

/** The one request that `members` end in. */
async function sent(members: Partial<TokenRequest>, options: RequestOptions = {}): Promise<Seen> {
  const fetch = testFetch(token())
  await requestToken({ address, grantType: 'any', ...members }, { fetch, ...options })
  return fetch.requests[0] as Seen
}

/** What of a request says who asks. */
async function identity(members: Partial<TokenRequest>): Promise<Record<string, string>> {
  const { form, headers } = await sent(members)
  const names = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type']
  const found = names.map((name) => [name, form.getAll(name).join('|')]).filter(([, value]) => value)
  const authorization = headers.get('authorization')
  return { ...Object.fromEntries(found), ...(authorization && { authorization }) }
}

async function refuses(field: RegExp, members: Partial<TokenRequest>): Promise<void> {
  const asking = requestToken({ address, grantType: 'any', ...members }, { fetch: testFetch() })
  await expect(asking).rejects.toThrow(TypeError)
  await expect(asking).rejects.toThrow(field)
  await expect(asking).rejects.not.toThrow(/s3cr3t|signed\.jwt/)
}

/** The text behind `Basic`, decoded. */
function basicOf({ headers }: Seen): string {
  const [scheme, credentials = ''] = (headers.get('authorization') ?? '').split(' ')
  expect(scheme).toBe('Basic')
  return new TextDecoder().decode(Uint8Array.from(atob(credentials), (byte) => byte.charCodeAt(0)))
}

describe('client authentication (PAIN 17)', () => {
  test('no client: nothing is sent', async () => {
    expect(await identity({})).toEqual({})
  })

  test('a public client: client_id in the body, which needs no preflight (PAIN 26)', async () => {
    expect(await identity({ clientId: 'app' })).toEqual({ client_id: 'app' })
    expect(await identity({ clientId: 'app', clientCredentialStyle: 'body' })).toEqual({ client_id: 'app' })
  })

  test('a client with a secret: Basic, and nothing in the body', async () => {
    expect(await identity({ clientId: 'app', clientSecret: 's3cr3t' })).toEqual({
      authorization: 'Basic YXBwOnMzY3IzdA==',
    })
    expect(await identity({ clientId: 'app', clientSecret: 's3cr3t', clientCredentialStyle: 'header' })).toEqual({
      authorization: 'Basic YXBwOnMzY3IzdA==',
    })
  })

  test('a client with a secret in body style: both in the body, and no header', async () => {
    expect(await identity({ clientId: 'app', clientSecret: 's3cr3t', clientCredentialStyle: 'body' })).toEqual({
      client_id: 'app',
      client_secret: 's3cr3t',
    })
  })

  test('a client without a secret but with header style: Basic with an empty secret', async () => {
    for (const clientSecret of [undefined, '']) {
      const members = {
        clientId: 'app',
        clientCredentialStyle: 'header',
        ...(clientSecret !== undefined && { clientSecret }),
      }
      expect(await identity(members as Partial<TokenRequest>)).toEqual({ authorization: `Basic ${btoa('app:')}` })
    }
  })

  test('a client with an assertion: the assertion and client_id, in the body', async () => {
    const expected = {
      client_id: 'app',
      client_assertion: clientAssertion.value,
      client_assertion_type: clientAssertion.type,
    }
    expect(await identity({ clientId: 'app', clientAssertion })).toEqual(expected)
    expect(await identity({ clientId: 'app', clientAssertion: factory })).toEqual(expected)
    expect(await identity({ clientId: 'app', clientAssertion: async () => clientAssertion })).toEqual(expected)
    expect(await identity({ clientId: 'app', clientAssertion, clientCredentialStyle: 'body' })).toEqual(expected)
  })

  test('credentials may come through parameters', async () => {
    expect(await identity({ parameters: { client_id: 'app' } })).toEqual({ client_id: 'app' })
    expect(await identity({ parameters: { client_id: 'app', client_secret: 's3cr3t' } })).toEqual({
      client_id: 'app',
      client_secret: 's3cr3t',
    })
    expect(await identity({ clientId: 'app', parameters: { client_secret: 's3cr3t' } })).toEqual({
      client_id: 'app',
      client_secret: 's3cr3t',
    })
    expect(await identity({ parameters: { client_id: 'app' }, clientSecret: 's3cr3t' })).toEqual({
      authorization: 'Basic YXBwOnMzY3IzdA==',
      // said by the caller, so it stays in the form
      client_id: 'app',
    })
  })

  test('equal credentials in parameters are sent once', async () => {
    const members = {
      clientId: 'app',
      clientSecret: 's3cr3t',
      parameters: { client_id: 'app', client_secret: 's3cr3t' },
    }
    expect(await identity({ ...members, clientCredentialStyle: 'body' })).toEqual({
      client_id: 'app',
      client_secret: 's3cr3t',
    })
  })

  test("a caller's own Authorization header is sent as it is", async () => {
    for (const authorization of ['Bearer s3cr3t', 'Basic YXBwOnMzY3IzdA==']) {
      expect(await identity({ headers: { Authorization: authorization } })).toEqual({ authorization })
      expect(await identity({ clientId: 'app', headers: { authorization } })).toEqual({
        authorization,
        client_id: 'app',
      })
    }
  })
})

describe('two ways of authentication are never sent at once (PAIN 17):', () => {
  const clientId = 'app'
  const clientSecret = 's3cr3t'

  test.each<[string, RegExp, Partial<TokenRequest>]>([
    ['assertion and secret', /^clientAssertion/, { clientId, clientSecret, clientAssertion }],
    ['assertion function and secret', /^clientAssertion/, { clientId, clientSecret, clientAssertion: factory }],
    [
      'assertion and secret in the body',
      /^clientAssertion/,
      { clientId, clientSecret, clientAssertion, clientCredentialStyle: 'body' },
    ],
    ['assertion and header style', /^clientAssertion/, { clientId, clientAssertion, clientCredentialStyle: 'header' }],
    [
      'assertion function and header style',
      /^clientAssertion/,
      { clientId, clientAssertion: factory, clientCredentialStyle: 'header' },
    ],
    [
      'assertion and secret through parameters',
      /^client/,
      { clientId, clientAssertion, parameters: { client_secret: clientSecret } },
    ],
    [
      'assertion through parameters and secret',
      /^client/,
      { clientId, clientSecret, parameters: { client_assertion: 'signed.jwt', client_assertion_type: 't' } },
    ],
    [
      'header style and secret through parameters, another one beside it',
      /client_?secret/i,
      { clientId, clientSecret, parameters: { client_secret: 's3cr3t-2' } },
    ],
    [
      'Basic and an Authorization header',
      /^headers\.authorization/,
      { clientId, clientSecret, headers: { Authorization: 'Bearer x' } },
    ],
    [
      'Basic without a secret and an Authorization header',
      /^headers\.authorization/,
      { clientId, clientCredentialStyle: 'header', headers: { AUTHORIZATION: 'Bearer x' } },
    ],
    [
      'secret in the body and a Basic header',
      /./,
      { clientId, clientSecret, clientCredentialStyle: 'body', headers: { authorization: 'Basic eDp5' } },
    ],
    ['assertion and a Basic header', /./, { clientId, clientAssertion, headers: { authorization: 'basic eDp5' } }],
  ])('%s', async (_, field, members) => {
    await refuses(field, members)
  })
})

describe('mistakes with credentials:', () => {
  test.each<[string, RegExp, Partial<TokenRequest>]>([
    [
      'an empty secret without a style, as of an unset variable',
      /^clientSecret/,
      { clientId: 'app', clientSecret: '' },
    ],
    ['a blank secret without a style', /^clientSecret/, { clientId: 'app', clientSecret: ' ' }],
    ['an empty secret without a client', /^client(Secret|Id)/, { clientSecret: '' }],
    ['a secret without a client', /^clientId/, { clientSecret: 's3cr3t' }],
    ['a secret with a blank client', /^clientId/, { clientId: ' ', clientSecret: 's3cr3t' }],
    ['header style without a client', /^clientId/, { clientCredentialStyle: 'header' }],
    ['body style without a client', /^clientId/, { clientCredentialStyle: 'body' }],
    ['a secret in the body without a client', /^clientId/, { clientSecret: 's3cr3t', clientCredentialStyle: 'body' }],
    ['two client identifiers', /client_?id/i, { clientId: 'app', parameters: { client_id: 'other' } }],
    [
      'two client identifiers beside a secret',
      /client_?id/i,
      { clientId: 'app', clientSecret: 's3cr3t', parameters: { client_id: 'other' } },
    ],
    ['two client identifiers through parameters', /client_?id/i, { parameters: { client_id: ['app', 'other'] } }],
    [
      'two secrets',
      /client_?secret/i,
      {
        clientId: 'app',
        clientSecret: 's3cr3t',
        clientCredentialStyle: 'body',
        parameters: { client_secret: 's3cr3t-2' },
      },
    ],
    ['an assertion function that returns nothing', /^clientAssertion/, { clientAssertion: (() => {}) as never }],
    [
      'an assertion function that resolves to nothing',
      /^clientAssertion/,
      { clientAssertion: (async () => {}) as never },
    ],
    ['an assertion function that returns null', /^clientAssertion/, { clientAssertion: (() => null) as never }],
    [
      'an assertion function that returns a string',
      /^clientAssertion/,
      { clientAssertion: (() => 'signed.jwt') as never },
    ],
    [
      'an assertion function that leaves out the type',
      /^clientAssertion/,
      { clientAssertion: (() => ({ value: 'signed.jwt' })) as never },
    ],
    [
      'another assertion through parameters',
      /client_?assertion/i,
      { clientId: 'app', clientAssertion, parameters: { client_assertion: 'signed.jwt-2' } },
    ],
  ])('%s', async (_, field, members) => {
    await refuses(field, members)
  })

  test('an empty secret is accepted together with a style', async () => {
    expect(await identity({ clientId: 'app', clientSecret: '', clientCredentialStyle: 'body' })).toEqual({
      client_id: 'app',
    })
    expect(await identity({ clientId: 'app', clientSecret: '', clientCredentialStyle: 'header' })).toEqual({
      authorization: `Basic ${btoa('app:')}`,
    })
  })
})

describe('an assertion function', () => {
  test('is called once for each request, with the endpoint', async () => {
    const contexts: unknown[] = []
    let count = 0
    const clientAssertion = (context: unknown) => {
      contexts.push(context)
      return { type: 't', value: `jwt-${++count}` }
    }
    const fetch = testFetch(json({ error: 'invalid_client' }, 401), token())
    const request = Object.freeze({ address, clientId: 'app', grantType: 'any', clientAssertion })
    await requestToken(request, { fetch })
    await requestToken(request, { fetch })
    expect(fetch.requests.map(({ form }) => form.getAll('client_assertion'))).toEqual([['jwt-1'], ['jwt-2']])
    expect(contexts).toEqual([{ url: address }, { url: address }])
  })

  test('rejects the call with its own error before anything is sent', async () => {
    const broken = new Error('the key store is locked')
    for (const clientAssertion of [
      () => {
        throw broken
      },
      () => Promise.reject(broken),
    ]) {
      const asking = requestToken({ address, grantType: 'any', clientAssertion }, { fetch: testFetch() })
      await expect(asking).rejects.toBe(broken)
    }
  })
})

describe('Basic (PAIN 17)', () => {
  const id = 'app:one two'
  const secret = 's3cr3t+a/b=c:d%é'

  test('form-encodes both halves first (RFC 6749)', async () => {
    const expected = 'app%3Aone+two:s3cr3t%2Ba%2Fb%3Dc%3Ad%25%C3%A9'
    expect(basicOf(await sent({ clientId: id, clientSecret: secret }))).toBe(expected)
    expect(basicOf(await sent({ clientId: id, clientSecret: secret, authorizationHeaderStyle: 'rfc6749' }))).toBe(
      expected,
    )
  })

  test('uses them unencoded, in UTF-8 (RFC 2617)', async () => {
    expect(basicOf(await sent({ clientId: 'app', clientSecret: secret, authorizationHeaderStyle: 'rfc2617' }))).toBe(
      `app:${secret}`,
    )
    expect(
      (await sent({ clientId: 'app', clientSecret: 'é', authorizationHeaderStyle: 'rfc2617' })).headers.get(
        'authorization',
      ),
    ).toBe('Basic YXBwOsOp')
  })

  test.each([
    ['a b', 'a+b'],
    ['~', '%7E'],
    ["!'()", '%21%27%28%29'],
    ['*-._', '*-._'],
    ['€😀', '%E2%82%AC%F0%9F%98%80'],
    ['&=?#', '%26%3D%3F%23'],
  ])('encodes %j as %s, as a form does', async (clientSecret, expected) => {
    expect(basicOf(await sent({ clientId: 'app', clientSecret }))).toBe(`app:${expected}`)
  })

  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((value) => value.trim() !== '' && !/\p{Cc}/u.test(value))

  test('is decoded by a server without loss, for any characters', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (clientId, clientSecret) => {
        const requests: Seen[] = []
        const fetch = async (url: string, init: RequestInit) => {
          requests.push({ url, init, headers: new Headers(init.headers), form: new URLSearchParams() })
          return token()
        }
        await requestToken({ address, grantType: 'any', clientId, clientSecret }, { fetch })
        const encoded = basicOf(requests[0] as Seen)
        expect(encoded).toMatch(/^[\w.*+%-]*:[\w.*+%-]*$/)
        const halves = encoded.split(':').map((half) => new URLSearchParams(`x=${half}`).get('x'))
        expect(halves).toEqual([clientId, clientSecret])
      }),
      { numRuns: 300, seed: 4 },
    )
  })

  test('and forms are decoded without loss, for any names and values', async () => {
    const name = text.filter((value) => !/^(grant_type|client_|password$)/.test(value))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, text), async (parameters) => {
        let body = ''
        const fetch = async (url: string, init: RequestInit) => {
          body = await new Request(url, init).text()
          return token()
        }
        await requestToken({ address, grantType: 'any', parameters }, { fetch })
        const received = new URLSearchParams(body)
        received.delete('grant_type')
        expect([...received]).toEqual(Object.entries(parameters))
      }),
      { numRuns: 300, seed: 5 },
    )
  })
})
