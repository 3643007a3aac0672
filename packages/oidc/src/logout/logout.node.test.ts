import { describe, expect, it } from 'vitest'
import { json, text } from '../../../core/src/testing/replies.ts'
import { testKey } from '../../../jose/src/testing/keys.ts'
import { signed } from '../../../jose/src/testing/tokens.ts'
import { createOidcClient, LoginError } from '../index.ts'
import { clientId, fakeIssuer, issuer, nowMs, redirectUri } from '../testing/fake-issuer.ts'

const setUp = async () => {
  const server = await fakeIssuer()
  const client = createOidcClient({ issuer, clientId, redirectUri, fetch: server.fetch, now: () => server.time })
  return { server, client }
}
const back = 'https://app.example/signed-out'

describe('prepareLogout', () => {
  it('returns a URL, the same as a form, and a record', async () => {
    const { client } = await setUp()
    const logout = await client.prepareLogout({ idTokenHint: 'it', postLogoutRedirectUri: back, returnTo: '/bye' })
    const { url = '', address, form, transaction } = logout ?? {}
    expect(address).toBe(`${issuer}/logout`)
    expect(form).toEqual({
      id_token_hint: 'it',
      client_id: 'app',
      post_logout_redirect_uri: back,
      state: transaction?.state,
    })
    expect(url).toBe(`${issuer}/logout?${new URLSearchParams(form)}`)
    expect(JSON.parse(JSON.stringify(transaction))).toEqual({
      v: 1,
      kind: 'logout',
      state: expect.stringMatching(/^[\w-]{43}\.\w{8}$/),
      issuer,
      clientId,
      returnTo: '/bye',
      createdAt: nowMs,
      expiresAt: nowMs + 600_000,
    })
  })

  it('sends no state if the user does not return', async () => {
    const { client } = await setUp()
    expect((await client.prepareLogout())?.url).toBe(`${issuer}/logout?client_id=app`)
  })

  it('is undefined if the server has no end session endpoint', async () => {
    const { client, server } = await setUp()
    server.metadata.end_session_endpoint = undefined
    expect(await client.prepareLogout()).toBeUndefined()
  })

  it('rejects if the metadata can’t be fetched, and refuses a mistake', async () => {
    const { client, server } = await setUp()
    server.answers['openid-configuration'] = () => text('', 502)
    await expect(client.prepareLogout()).rejects.toBeInstanceOf(LoginError)
    await expect(client.prepareLogout(7 as never)).rejects.toThrow(/^request: pass /)
  })
})

describe('processLogoutResponse', () => {
  it.for<[string, string, string]>([
    ['the state of the logout', 'STATE', 'signed_out'],
    ['another state', 'other', 'unknown'],
    ['no state', '', 'unknown'],
    ['a state twice', 'STATE&state=x', 'unknown'],
  ])('with %s', async ([, state, status]) => {
    const { client } = await setUp()
    const logout = await client.prepareLogout({ postLogoutRedirectUri: back, returnTo: '/bye' })
    const transaction = logout?.transaction
    const url = `${back}?state=${state.replace('STATE', transaction?.state ?? '')}`
    expect(client.processLogoutResponse(url, transaction)).toEqual({ status, returnTo: '/bye' })
  })

  it("is unknown if it is too late, has no record, or another's record", async () => {
    const { client, server } = await setUp()
    const logout = await client.prepareLogout({ postLogoutRedirectUri: back, returnTo: '/bye' })
    const { transaction } = logout ?? {}
    if (!transaction) throw new Error('no logout')
    const url = `${back}?state=${transaction.state}`
    const unknown = { status: 'unknown', returnTo: '/' }
    expect(client.processLogoutResponse(url, undefined)).toEqual(unknown)
    expect(client.processLogoutResponse(url, { ...transaction, clientId: 'other' })).toEqual(unknown)
    expect(client.processLogoutResponse(url, { ...transaction, kind: 'login' } as never)).toEqual(unknown)
    const evil = { ...transaction, returnTo: '//evil.example' }
    expect(client.processLogoutResponse(url, evil)).toEqual({ status: 'signed_out', returnTo: '/' })
    server.time += 600_000
    expect(client.processLogoutResponse(url, transaction)).toEqual({ status: 'unknown', returnTo: '/bye' })
  })
})

describe('readFrontchannelLogout', () => {
  const at = (query: string) => `https://app.example/frontchannel${query}`
  it('names the session', async () => {
    const { client } = await setUp()
    const query = new URLSearchParams({ iss: issuer, sid: 's 1' })
    expect(client.readFrontchannelLogout(at(`?${query}`))).toEqual({ sid: 's 1' })
    expect(client.readFrontchannelLogout(new URL(at(`?${query}#x`)))).toEqual({ sid: 's 1' })
  })

  it.for([
    '',
    `?iss=${issuer}`,
    '?sid=s',
    `?iss=${issuer}&sid=`,
    `?iss=${issuer}/&sid=s`,
    '?iss=https://evil.example&sid=s',
    `?iss=${issuer}&iss=${issuer}&sid=s`,
    `?iss=${issuer}&sid=s&sid=t`,
    `#iss=${issuer}&sid=s`,
  ])('is undefined for "%s"', async (query) => {
    const { client } = await setUp()
    expect(client.readFrontchannelLogout(at(query))).toBeUndefined()
  })
})

describe('readInitiation', () => {
  const at = (members: Record<string, string>) => `https://app.example/login?${new URLSearchParams(members)}`

  it('reads the user to sign in, and the target page', async () => {
    const { client } = await setUp()
    const url = at({ iss: issuer, login_hint: 'alice', target_link_uri: 'https://app.example/orders?x=1' })
    expect(client.readInitiation(url)).toEqual({ loginHint: 'alice', returnTo: '/orders?x=1' })
    expect(client.readInitiation(at({ iss: issuer }))).toEqual({ returnTo: '/' })
  })

  it('never leaves the app', async () => {
    const { client } = await setUp()
    const url = at({ iss: issuer, target_link_uri: 'https://evil.example/' })
    expect(client.readInitiation(url)).toEqual({ returnTo: '/' })
  })

  it.for([{}, { iss: 'https://evil.example' }, { iss: `${issuer}/` }, { login_hint: 'alice' }])(
    'refuses %j',
    async (members) => {
      const { client } = await setUp()
      expect(client.readInitiation(at(members as Record<string, string>))).toBeUndefined()
    },
  )

  it('refuses duplicate parameters', async () => {
    const { client } = await setUp()
    expect(client.readInitiation(`${at({ iss: issuer })}&iss=https://evil.example`)).toBeUndefined()
    expect(client.readInitiation(`${at({ iss: issuer })}&login_hint=a&login_hint=b`)).toBeUndefined()
  })
})

describe('validateLogoutToken', () => {
  const token = async (over: object = {}, kid = 'es256') => {
    const seconds = nowMs / 1000
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const claims = {
      iss: issuer,
      aud: clientId,
      sub: 'alice',
      sid: 's',
      jti: 'j',
      iat: seconds,
      exp: seconds + 120,
      events,
    }
    return signed({ ...claims, ...over }, await testKey('ES256', kid), { typ: 'logout+jwt' })
  }
  const post = (body: string, type = 'application/x-www-form-urlencoded', method = 'POST') =>
    new Request('https://app.example/backchannel', {
      method,
      headers: { 'content-type': type },
      ...(method === 'POST' && { body }),
    })
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'valid',
      (error) => error.code,
    )

  it('returns the user to sign out, from the request or the token', async () => {
    const { client, server } = await setUp()
    const logoutToken = await token()
    const form = `${new URLSearchParams({ logout_token: logoutToken })}`
    const notice = { sub: 'alice', sid: 's', jti: 'j' }
    expect(await client.validateLogoutToken(post(form))).toEqual(notice)
    expect(await client.validateLogoutToken(post(form, 'application/x-www-form-urlencoded; charset=utf-8'))).toEqual(
      notice,
    )
    expect(await client.validateLogoutToken(logoutToken)).toEqual(notice)
    expect(await client.validateLogoutToken(await token({ sid: undefined }))).toEqual({ sub: 'alice', jti: 'j' })
    // metadata and keys once each
    expect(server.asked()).toEqual(['/.well-known/openid-configuration', '/jwks'])
  })

  it('refuses a request without exactly one token', async () => {
    const { client } = await setUp()
    const form = `${new URLSearchParams({ logout_token: await token() })}`
    for (const request of [
      post(''),
      post('logout_token='),
      post(`${form}&${form}`),
      post(form, 'text/plain'),
      post('', 'application/x-www-form-urlencoded', 'GET'),
      ...(post('x').body ? [post(`${form}&x=${'x'.repeat(1_100_000)}`)] : []),
      '',
    ]) {
      expect(await code(client.validateLogoutToken(request))).toBe('jwt_malformed')
    }
    await expect(client.validateLogoutToken(7 as never)).rejects.toThrow(/^request: pass /)
  })

  it('refuses an invalid token', async () => {
    const { client } = await setUp()
    expect(await code(client.validateLogoutToken(await token({ iss: 'https://evil.example' })))).toBe('claim_mismatch')
    expect(await code(client.validateLogoutToken(await token({ aud: 'other' })))).toBe('claim_mismatch')
    expect(await code(client.validateLogoutToken(await token({ events: {} })))).toBe('claim_mismatch')
    expect(await code(client.validateLogoutToken(await token({ exp: 1 })))).toBe('expired')
    expect(await code(client.validateLogoutToken(await token({}, 'forger')))).not.toBe('valid')
    expect(await code(client.validateLogoutToken('no token'))).toBe('jwt_malformed')
  })

  it('calls the replay check', async () => {
    const { client } = await setUp()
    const seen = new Set<string>()
    const isReplay = ({ id }: { id: string }) => seen.size === seen.add(id).size
    expect(await code(client.validateLogoutToken(await token(), { isReplay }))).toBe('valid')
    expect(await code(client.validateLogoutToken(await token(), { isReplay }))).toBe('replayed')
  })

  it('rejects if the metadata or the keys can’t be fetched', async () => {
    const { client, server } = await setUp()
    server.answers.jwks = () => text('', 502)
    expect(await code(client.validateLogoutToken(await token()))).toBe('keys_unavailable')
    const other = await setUp()
    other.server.answers['openid-configuration'] = () => json({}, 500)
    expect(await code(other.client.validateLogoutToken(await token()))).toBe('discovery_failed')
  })
})
