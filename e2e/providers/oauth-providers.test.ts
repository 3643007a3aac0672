import type { LoginTransaction, OidcClient } from '@grantkit/oidc'
import { createUserTokens, type UserTokens } from '@grantkit/tokens'
import { type ClientAuthenticator, requestRefreshToken, type TokenSuccess } from 'grantkit'
import { exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { providerPage } from './provider-page.ts'
import { basicOf, type ReplayedAnswer, replayServer } from './replayed-server.ts'

interface Started<Login> {
  url: string
  login: Login
}
interface Page<Login, Result> {
  startLogin(): Started<Login> | Promise<Started<Login>>
  finishLogin(url: string, login: Login): Promise<Result>
}
type WithState = { state: string; codeVerifier?: string; nonce?: string }

beforeEach(() => {
  vi.stubEnv('CLIENT_SECRET', 'the-secret')
  return () => vi.unstubAllEnvs()
})

const callback = ({ state }: WithState, more: Record<string, string> = {}) =>
  `https://app.example/callback?${new URLSearchParams({ code: 'c0de', state, ...more })}`

describe('GitHub', () => {
  const address = 'https://github.com/login/oauth/access_token'
  const user: ReplayedAnswer = { body: { id: 1, login: 'alice' } }
  const open = () =>
    providerPage<Page<WithState, { token: TokenSuccess; user: { id: number } }>>('github', 'finishLogin')

  it('signs a user in, with the secret in the form, PKCE and the scope with commas', async () => {
    const body = { access_token: 'gho_1', token_type: 'bearer', scope: 'read:user,user:email' }
    const server = await replayServer({ [address]: { body }, 'https://api.github.com/user': user })
    const page = await open()
    const { url, login } = await page.startLogin()
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256')
    const result = await page.finishLogin(callback(login, { iss: 'https://github.com/login/oauth' }), login)
    expect(result).toMatchObject({ user: { id: 1 }, token: { accessToken: 'gho_1', scope: 'read:user,user:email' } })
    const [request] = server.sentTo(address)
    expect(request?.form.get('client_secret')).toBe('the-secret')
    expect(request?.form.get('code_verifier')).toBe(login.codeVerifier)
    expect(request?.headers.get('accept')).toBe('application/json')
  })

  it('is also read if it responds with a form', async () => {
    const type = 'application/x-www-form-urlencoded; charset=utf-8'
    const body = 'access_token=gho_2&scope=&token_type=bearer'
    await replayServer({ [address]: { type, body }, 'https://api.github.com/user': user })
    const page = await open()
    const { login } = await page.startLogin()
    const { token } = await page.finishLogin(callback(login), login)
    expect(token).toMatchObject({ accessToken: 'gho_2', scope: '', quirks: ['form-encoded'] })
  })

  it('refuses with status 200', async () => {
    const body = { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' }
    await replayServer({ [address]: { body } })
    const page = await open()
    const { login } = await page.startLogin()
    const end = page.finishLogin(callback(login), login)
    await expect(end).rejects.toThrow('bad_verification_code: The code passed is incorrect or expired.')
  })

  it('is not confused with another server that sends a callback', async () => {
    await replayServer()
    const page = await open()
    const { login } = await page.startLogin()
    await expect(page.finishLogin(callback(login, { iss: 'https://evil.example' }), login)).rejects.toThrow('iss')
  })

  it('ends a session by bad_refresh_token, again with status 200', async () => {
    const body = { error: 'bad_refresh_token', error_description: 'The refresh token passed is incorrect or expired.' }
    await replayServer({ [address]: { body } })
    const tokens = createUserTokens({
      address,
      clientId: 'Iv1',
      clientSecret: 's',
      clientCredentialStyle: 'body',
      key: 'k',
    })
    await startSession(tokens, { accessToken: 'ghu_1', refreshToken: 'ghr_1', expiresIn: 0, expiresAt: 1 })
    await expect(tokens.getAccessToken()).rejects.toMatchObject({ code: 'session_ended', reason: 'revoked' })
  })
})

const startSession = (tokens: UserTokens, token: object) =>
  tokens.startSession({ isError: false, tokenType: 'bearer', json: {}, ...token } as TokenSuccess)

describe('Slack, as an app is installed', () => {
  const address = 'https://slack.com/api/oauth.v2.access'
  type Result = { bot: TokenSuccess; user: { id: string; access_token?: string }; team: { id: string } }
  const open = () => providerPage<Page<WithState, Result>>('slack', 'finishLogin')
  const authed_user = { id: 'U1234', scope: 'search:read', access_token: 'xoxp-1', token_type: 'user' }
  const team = { name: 'Softball', id: 'T9TK3CUKW' }

  it('returns a token of the bot and one of the user', async () => {
    const body = {
      ok: true,
      access_token: 'xoxb-1',
      token_type: 'bot',
      scope: 'chat:write,commands',
      team,
      authed_user,
    }
    const server = await replayServer({ [address]: { body } })
    const page = await open()
    const { url, login } = await page.startLogin()
    const asked = Object.fromEntries(new URL(url).searchParams)
    expect(asked).toMatchObject({ scope: 'chat:write,commands', user_scope: 'search:read' })
    expect(asked).not.toHaveProperty('code_challenge')
    const { bot, user } = await page.finishLogin(callback(login), login)
    expect(bot).toMatchObject({ accessToken: 'xoxb-1', tokenType: 'bot', scope: 'chat:write,commands' })
    expect(user.access_token).toBe('xoxp-1')
    const [request] = server.sentTo(address)
    expect(request && basicOf(request)).toBe('2141029472.691202649728:the-secret')
  })

  it('refuses with ok: false and status 200', async () => {
    await replayServer({ [address]: { body: { ok: false, error: 'invalid_code' } } })
    const page = await open()
    const { login } = await page.startLogin()
    await expect(page.finishLogin(callback(login), login)).rejects.toThrow('invalid_code')
  })

  it('has no token at the top level if only user scopes were requested, and the response stays readable', async () => {
    await replayServer({ [address]: { body: { ok: true, app_id: 'A', authed_user, team } } })
    const token = await requestRefreshToken({ address, clientId: 'c', clientSecret: 's', refreshToken: 'xoxe-1' })
    expect(token).toMatchObject({ isError: true, code: 'invalid_response' })
    expect(token.json).toMatchObject({ authed_user })
  })
})

describe('LinkedIn', () => {
  const issuer = 'https://www.linkedin.com/oauth'
  const address = 'https://www.linkedin.com/oauth/v2/accessToken'
  const open = () => providerPage<Page<WithState, { claims: { sub: string } }>>('linkedin', 'finishLogin')

  async function start(claims: object) {
    const server = await replayServer()
    server.answers['https://www.linkedin.com/oauth/openid/jwks'] = { body: server.keys }
    server.answers[address] = async () => ({
      body: {
        access_token: 'AQX',
        expires_in: 5_183_999,
        scope: 'email,openid,profile',
        token_type: 'Bearer',
        id_token: await server.sign({
          iss: issuer,
          aud: '78abcdefghijkl',
          sub: '782bbtaQ',
          locale: 'en_US',
          ...claims,
        }),
      },
    })
    return server
  }

  it('signs a user in without a nonce and without PKCE', async () => {
    const server = await start({})
    const page = await open()
    const { url, login } = await page.startLogin()
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(
      ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'].sort(),
    )
    const { claims } = await page.finishLogin(callback(login), login)
    expect(claims.sub).toBe('782bbtaQ')
    const [request] = server.sentTo(address)
    expect(request?.form.get('client_secret')).toBe('the-secret')
    expect(request?.form.has('code_verifier')).toBe(false)
    expect(request?.headers.has('authorization')).toBe(false)
  })

  it('refuses an ID token of its old issuer, and another state', async () => {
    await start({ iss: 'https://www.linkedin.com' })
    const page = await open()
    const { login } = await page.startLogin()
    await expect(page.finishLogin(callback(login), login)).rejects.toThrow('iss')
    await expect(page.finishLogin(callback({ state: 'another' }), login)).rejects.toThrow('state')
  })
})

describe('Spotify', () => {
  const address = 'https://accounts.spotify.com/api/token'
  const open = () => providerPage<Page<WithState, void> & { tokens: UserTokens }>('spotify', 'finishLogin')
  const answer = (access_token: string, more: object = {}) => ({
    body: { access_token, token_type: 'Bearer', scope: 'user-read-email', expires_in: 3600, ...more },
  })

  it('keeps a session by refresh tokens that rotate, or stay', async () => {
    const next = [
      answer('first', { refresh_token: 'AQ1' }),
      answer('second', { refresh_token: 'AQ2' }),
      answer('third'),
    ]
    const server = await replayServer({ [address]: () => next.shift() ?? answer('fourth') })
    const page = await open()
    const { login } = await page.startLogin()
    await page.finishLogin(callback(login), login)
    const renewed = async () => (await page.tokens.getAccessToken({ forceRenewal: true })).accessToken
    expect([await renewed(), await renewed(), await renewed()]).toEqual(['second', 'third', 'fourth'])
    const sent = server.sentTo(address)
    expect(sent.map(({ form }) => form.get('refresh_token'))).toEqual([null, 'AQ1', 'AQ2', 'AQ2'])
    // such a request from a page causes no preflight
    expect(sent.every(({ form, headers }) => form.has('client_id') && !headers.has('authorization'))).toBe(true)
  })

  it('ends the session when the refresh token was revoked', async () => {
    const revoked = { error: 'invalid_grant', error_description: 'Refresh token revoked' }
    const next: ReplayedAnswer[] = [answer('first', { refresh_token: 'AQ1' })]
    await replayServer({ [address]: () => next.shift() ?? { status: 400, body: revoked } })
    const page = await open()
    const { login } = await page.startLogin()
    await page.finishLogin(callback(login), login)
    const end = page.tokens.getAccessToken({ forceRenewal: true })
    await expect(end).rejects.toMatchObject({ code: 'session_ended', reason: 'revoked' })
  })
})

describe('TikTok', () => {
  const address = 'https://open.tiktokapis.com/v2/oauth/token/'
  type Module = Page<WithState, { token: TokenSuccess; openId: string }> & { clientAuthentication: ClientAuthenticator }
  const open = () => providerPage<Module>('tiktok', 'finishLogin')
  const body = {
    access_token: 'act.1',
    expires_in: 86_400,
    open_id: 'afd97af1',
    refresh_expires_in: 31_536_000,
    refresh_token: 'rft.1',
    scope: 'user.info.basic,video.list',
    token_type: 'Bearer',
  }

  it('names the client by client_key everywhere, and never by client_id', async () => {
    const server = await replayServer({ [address]: { body } })
    const page = await open()
    const { url, login } = await page.startLogin()
    const asked = Object.fromEntries(new URL(url).searchParams)
    expect(asked).toEqual({
      client_key: 'aw1234567890abcd',
      response_type: 'code',
      redirect_uri: 'https://app.example/callback',
      scope: 'user.info.basic,video.list',
      state: login.state,
    })
    const { token, openId } = await page.finishLogin(callback(login, { scopes: 'user.info.basic' }), login)
    expect(openId).toBe('afd97af1')
    expect(token).toMatchObject({ accessToken: 'act.1', scope: 'user.info.basic,video.list', expiresIn: 86_400 })

    const tokens = createUserTokens({ address, clientAuthentication: page.clientAuthentication, key: 'k' })
    await tokens.startSession(token)
    await tokens.getAccessToken({ forceRenewal: true })
    for (const { form, headers } of server.sentTo(address)) {
      expect(form.get('client_key')).toBe('aw1234567890abcd')
      expect(form.get('client_secret')).toBe('the-secret')
      expect(form.has('client_id') || headers.has('authorization')).toBe(false)
    }
    expect(server.sentTo(address)).toHaveLength(2)
  })

  it('refuses with status 200 and a log_id', async () => {
    const refused = { error: 'invalid_grant', error_description: 'Authorization code is expired.', log_id: '2026' }
    await replayServer({ [address]: { body: refused } })
    const page = await open()
    const { login } = await page.startLogin()
    const end = page.finishLogin(callback(login), login)
    await expect(end).rejects.toThrow('invalid_grant: Authorization code is expired.')
  })
})

describe('Apple', () => {
  interface Module {
    createAppleClient(): Promise<OidcClient>
    callback(
      client: OidcClient,
      request: Request,
      transaction: LoginTransaction,
    ): Promise<{ result: { status: string; claims?: object }; user: unknown }>
  }

  it('sends a signed secret in the form, and reads the name from the form post', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    vi.stubEnv('CLIENT_KEY', JSON.stringify(await exportJWK(privateKey)))
    const address = 'https://appleid.apple.com/auth/token'
    const server = await replayServer({
      'https://appleid.apple.com/.well-known/openid-configuration': {
        body: {
          issuer: 'https://appleid.apple.com',
          authorization_endpoint: 'https://appleid.apple.com/auth/authorize',
          token_endpoint: address,
          revocation_endpoint: 'https://appleid.apple.com/auth/revoke',
          jwks_uri: 'https://appleid.apple.com/auth/keys',
          response_modes_supported: ['query', 'fragment', 'form_post'],
          id_token_signing_alg_values_supported: ['RS256'],
          scopes_supported: ['openid', 'email', 'name'],
          token_endpoint_auth_methods_supported: ['client_secret_post'],
        },
      },
    })
    server.answers['https://appleid.apple.com/auth/keys'] = { body: server.keys }
    const page = await providerPage<Module>('apple', 'createAppleClient')
    const client = await page.createAppleClient()
    const { url, transaction } = await client.prepareLogin()
    const asked = Object.fromEntries(new URL(url).searchParams)
    expect(asked).toMatchObject({ response_mode: 'form_post', scope: 'openid name email' })

    server.answers[address] = async () => ({
      body: {
        access_token: 'a.0',
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: 'r.0',
        id_token: await server.sign({
          iss: 'https://appleid.apple.com',
          aud: 'com.example.web',
          sub: '000792.d7',
          nonce: transaction.nonce,
          nonce_supported: true,
          email_verified: 'true',
          is_private_email: 'true',
          auth_time: 1_700_000_000,
        }),
      },
    })
    const user = { name: { firstName: 'Alice', lastName: 'A' }, email: 'alice@privaterelay.appleid.com' }
    const body = new URLSearchParams({ code: 'c0de', state: transaction.state, user: JSON.stringify(user) })
    const request = new Request('https://app.example/callback', { method: 'POST', body })
    const end = await page.callback(client, request, transaction)
    expect(end).toMatchObject({ result: { status: 'completed', claims: { sub: '000792.d7' } }, user })

    const [sent] = server.sentTo(address)
    expect(sent?.headers.has('authorization')).toBe(false)
    expect(sent?.form.get('client_id')).toBe('com.example.web')
    const secret = await jwtVerify(sent?.form.get('client_secret') ?? '', publicKey)
    expect(secret.protectedHeader).toEqual({ alg: 'ES256', kid: 'ABC123DEFG' })
    expect(secret.payload).toMatchObject({
      iss: 'DEF123GHIJ',
      sub: 'com.example.web',
      aud: 'https://appleid.apple.com',
    })
  })
})

describe('Microsoft Entra ID for many tenants', () => {
  const base = 'https://login.microsoftonline.com/organizations'
  const served = '11111111-2222-4333-8444-555555555555'
  const other = '99999999-2222-4333-8444-555555555555'
  type Module = Page<WithState, { claims: { sub: string } }>

  async function start(claims: Record<string, unknown>) {
    const server = await replayServer({
      [`${base}/v2.0/.well-known/openid-configuration`]: {
        body: {
          issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      },
    })
    server.answers[`${base}/discovery/v2.0/keys`] = { body: server.keys }
    const page = await providerPage<Module>('entra-id', 'multiTenantIssuer')
    const { login } = await page.startLogin()
    server.answers[`${base}/oauth2/v2.0/token`] = async () => ({
      body: {
        token_type: 'Bearer',
        expires_in: 3600,
        access_token: 'eyJ0',
        id_token: await server.sign({
          iss: `https://login.microsoftonline.com/${served}/v2.0`,
          tid: served,
          aud: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
          sub: 'alice',
          nonce: login.nonce,
          ...claims,
        }),
      },
    })
    return () => page.finishLogin(callback(login), login)
  }

  it('signs in users of the accepted tenants', async () => {
    expect(await (await start({}))()).toMatchObject({ claims: { sub: 'alice' } })
  })

  it('refuses users of other tenants, and a tenant that the issuer contradicts', async () => {
    await expect((await start({ tid: other }))()).rejects.toThrow('this tenant is not served')
    const iss = `https://login.microsoftonline.com/${other}/v2.0`
    await expect((await start({ iss }))()).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'iss' })
  })
})
