import { describe, expect, test } from 'vitest'
import * as grantkit from '../index.ts'
import { createTokenClient, type TokenClientDefaults } from '../index.ts'
import { address } from '../testing/ask.ts'
import { type Ask, everyGrant, least } from '../testing/every-grant.ts'
import { token } from '../testing/replies.ts'
import { type TestFetch, testFetch } from '../testing/test-fetch.ts'

const formOf = (fetch: TestFetch, request = 0) => fetch.requests[request]?.form as URLSearchParams

describe('a token client', () => {
  test('has only the functions of the token endpoint', () => {
    const client = createTokenClient({ address })
    const names = Object.keys(grantkit).filter((name) => /^request.*Token$/.test(name))
    expect(Object.keys(client).sort()).toEqual(names.sort())
    expect(names).toHaveLength(everyGrant.length)
  })

  test.each(everyGrant)('sends $name with the bound members and those of the call', async ({ name, ...grant }) => {
    const fetch = testFetch(token())
    const client = createTokenClient({ address, clientId: 'app', clientSecret: 'secret', fetch })
    const { address: _, ...members } = least({ name, ...grant })
    const response = await (client as unknown as Record<string, Ask>)[name]?.(members)
    expect(response).toMatchObject({ isError: false, accessToken: 'at' })
    expect(fetch.requests[0]?.url).toBe(address)
    expect(formOf(fetch).get('grant_type')).toBe(grant.grantType)
    expect(fetch.requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('app:secret')}`)
  })

  test('works if its functions are destructured', async () => {
    const { requestClientCredentialsToken } = createTokenClient({ address, fetch: testFetch(token()) })
    expect(await requestClientCredentialsToken()).toMatchObject({ isError: false })
  })

  test('prefers the members of the call', async () => {
    const fetch = testFetch()
    const forCall = testFetch(token())
    const client = createTokenClient({
      address,
      clientId: 'app',
      clientSecret: 'secret',
      headers: { 'x-a': '1' },
      fetch,
    })
    await client.requestClientCredentialsToken(
      {
        address: 'https://other.example/token',
        clientId: 'other',
        clientCredentialStyle: 'body',
        headers: { 'x-b': '2' },
      },
      { fetch: forCall },
    )
    const [{ url, headers }] = forCall.requests as [(typeof forCall.requests)[0]]
    expect(url).toBe('https://other.example/token')
    expect([headers.has('x-a'), headers.get('x-b')]).toEqual([false, '2'])
    expect(formOf(forCall).get('client_id')).toBe('other')
    expect(formOf(forCall).get('client_secret')).toBe('secret')
  })

  test('ignores undefined members in request and options', async () => {
    const fetch = testFetch(token(), token())
    const client = createTokenClient({ address, clientId: 'app', fetch, now: () => 0 })
    const nothing = { clientId: undefined, address: undefined, parameters: undefined } as never
    await client.requestClientCredentialsToken(nothing, { fetch: undefined, timeoutMs: undefined } as never)
    await client.requestClientCredentialsToken(undefined, undefined)
    expect([formOf(fetch).get('client_id'), formOf(fetch, 1).get('client_id')]).toEqual(['app', 'app'])
  })

  test('sends bound parameters together with those of the call', async () => {
    const kinds: NonNullable<TokenClientDefaults['parameters']>[] = [
      { tenant: 'one', resource: ['https://a.example'] },
      new URLSearchParams({ tenant: 'one', resource: 'https://a.example' }),
      [
        ['tenant', 'one'],
        ['resource', 'https://a.example'],
      ],
    ]
    for (const parameters of kinds) {
      const fetch = testFetch(token())
      const client = createTokenClient({ address, parameters, fetch })
      await client.requestClientCredentialsToken({ parameters: { trace: '7', resource: 'https://b.example' } })
      expect([...formOf(fetch)].sort()).toEqual([
        ['grant_type', 'client_credentials'],
        ['resource', 'https://a.example'],
        ['resource', 'https://b.example'],
        ['tenant', 'one'],
        ['trace', '7'],
      ])
    }
  })

  test('refuses a value that differs from a bound parameter', async () => {
    const client = createTokenClient({ address, parameters: { scope: 'a' }, fetch: testFetch() })
    await expect(client.requestClientCredentialsToken({ scope: 'b' })).rejects.toThrow(TypeError)
    await expect(client.requestClientCredentialsToken({ parameters: { scope: 'b' } })).rejects.toThrow(TypeError)
  })

  test('keeps nothing from one call to the next', async () => {
    const fetch = testFetch(token(), token())
    const client = createTokenClient({ address, fetch, parameters: { tenant: 'one' } })
    await client.requestClientCredentialsToken({
      clientId: 'other',
      clientSecret: 'secret',
      scope: 'a',
      headers: { 'x-a': '1' },
      parameters: { trace: '7' },
    })
    await client.requestClientCredentialsToken()
    const { form, headers } = fetch.requests[1] as (typeof fetch.requests)[0]
    expect([...form].sort()).toEqual([
      ['grant_type', 'client_credentials'],
      ['tenant', 'one'],
    ])
    expect([headers.has('authorization'), headers.has('x-a')]).toEqual([false, false])
  })

  test('never writes to its input, which may be frozen', async () => {
    const parameters = new URLSearchParams({ tenant: 'one' })
    const defaults = Object.freeze({ address, parameters, fetch: testFetch(token(), token()) })
    const client = createTokenClient(defaults)
    const request = Object.freeze({ scope: 'a', parameters: Object.freeze({ trace: '7' }) })
    await client.requestClientCredentialsToken(request, Object.freeze({ timeoutMs: 1000 }))
    await client.requestClientCredentialsToken(request)
    expect(`${parameters}`).toBe('tenant=one')
    expect(`${formOf(defaults.fetch)}`).toBe(`${formOf(defaults.fetch, 1)}`)
  })

  test('ignores later changes of its defaults', async () => {
    const fetch = testFetch(token())
    const defaults: TokenClientDefaults = { address, clientId: 'app', fetch }
    const client = createTokenClient(defaults)
    defaults.clientId = 'evil'
    defaults.address = 'https://evil.example/token'
    await client.requestClientCredentialsToken()
    expect(fetch.requests[0]?.url).toBe(address)
    expect(formOf(fetch).get('client_id')).toBe('app')
  })

  test('accepts options as defaults too: signal, limits, clock, allowInsecureHttp', async () => {
    const fetch = testFetch(token({ expires_in: 60 }))
    const { signal } = new AbortController()
    const defaults = { address: 'http://as.example/token', allowInsecureHttp: true, signal, now: () => 5_000, fetch }
    expect(await createTokenClient(defaults).requestClientCredentialsToken()).toMatchObject({ expiresAt: 65_000 })
    const limited = createTokenClient({ address, maxBodyBytes: 10, fetch: testFetch(token()) })
    expect(await limited.requestClientCredentialsToken()).toMatchObject({ code: 'body_too_large' })
    const aborted = createTokenClient({ address, signal: AbortSignal.abort('enough'), fetch: testFetch() })
    await expect(aborted.requestClientCredentialsToken()).rejects.toBe('enough')
  })

  test('rejects for a mistake in a call, and never throws', async () => {
    const client = createTokenClient({ address, fetch: testFetch() })
    await expect(client.requestRefreshToken({} as never)).rejects.toThrow(/^refreshToken/)
    await expect(client.requestClientCredentialsToken({ parameters: 5 as never })).rejects.toThrow(/^parameters/)
  })
})
