import type { LoginRequest, LoginResult, LoginTransaction, OidcClient, PreparedLogin } from '@grantkit/oidc'
import type { UserTokens } from '@grantkit/tokens'
import { createClient } from 'grantkit'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type OpenIdProvider, openIdProviders } from './openid-providers.ts'
import { providerPage } from './provider-page.ts'
import { basicOf, type ReplayedServer, replayServer } from './replayed-server.ts'

interface Page {
  client: OidcClient
  signIn?(request?: LoginRequest): Promise<PreparedLogin>
}

const clientIdOf = (url: string) => new URL(url).searchParams.get('client_id') ?? ''

beforeEach(() => {
  vi.stubEnv('CLIENT_SECRET', 'the secret: 100%')
  return () => vi.unstubAllEnvs()
})

describe.each(openIdProviders)('$page ($block)', (provider) => {
  const { metadata, asks, callback, claims, refusal } = provider
  const tokenEndpoint = `${metadata.token_endpoint}`
  let server: ReplayedServer
  let page: Page
  beforeEach(async () => {
    server = await startProvider(provider)
    page = await providerPage<Page>(provider.page, provider.block)
  })

  async function login(token: Record<string, unknown> = provider.token): Promise<LoginResult> {
    const { url, transaction } = await (page.signIn?.() ?? page.client.prepareLogin())
    expect(url.split('?')[0]).toBe(metadata.authorization_endpoint)
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject(asks)
    server.answers[tokenEndpoint] ??= async () => ({
      body: { ...token, id_token: await idToken(transaction, clientIdOf(url)) },
    })
    return page.client.processResponse(back(transaction), transaction)
  }

  const back = (transaction: LoginTransaction) =>
    `https://app.example/callback?${new URLSearchParams({ code: 'c0de', state: transaction.state, ...callback })}`

  const idToken = ({ nonce }: LoginTransaction, aud: string) =>
    server.sign({ iss: metadata.issuer, sub: 'alice', aud, nonce, ...claims })

  it('signs a user in with the settings of its page', async () => {
    const result = await login()
    expect(result).toMatchObject({ status: 'completed', claims: { sub: 'alice' } })
    if (result.status !== 'completed') return
    const { access_token, expires_in, ...members } = provider.token
    expect(result.token).toMatchObject({
      accessToken: access_token,
      json: { ...members, id_token: expect.any(String) },
    })
    expect(result.token.expiresIn).toBe(expires_in)

    const [request, ...others] = server.sentTo(tokenEndpoint)
    expect(others).toEqual([])
    expect(request?.form.get('code_verifier')).toMatch(/^[\w.~-]{43,128}$/)
    const { url } = await page.client.prepareLogin()
    expect(request && basicOf(request)).toBe(`${clientIdOf(url)}:the secret: 100%`)
    expect(request?.form.has('client_secret')).toBe(false)
  })

  it('returns the failure if it refuses a code', async () => {
    server.answers[tokenEndpoint] = { status: refusal.status, body: refusal.body }
    const result = await login()
    const { error, code = 'oauth_error' } = refusal
    expect(result).toMatchObject({ status: 'failed', code: 'token_request_failed', failure: { error, code } })
    expect(JSON.stringify(result)).not.toContain('the secret')
  })

  it('refuses an ID token of another issuer', async () => {
    const { url, transaction } = await (page.signIn?.() ?? page.client.prepareLogin())
    const of = { iss: 'https://evil.example', sub: 'alice', aud: clientIdOf(url), nonce: transaction.nonce }
    server.answers[tokenEndpoint] = async () => ({ body: { ...provider.token, id_token: await server.sign(of) } })
    const result = await page.client.processResponse(back(transaction), transaction)
    expect(result).toMatchObject({ status: 'failed', code: 'id_token_rejected' })
  })
})

async function startProvider({ metadata, metadataAt, alg }: OpenIdProvider): Promise<ReplayedServer> {
  const server = await replayServer({}, alg)
  const at = (metadataAt ?? metadata.issuer).replace(/\/$/, '')
  server.answers[`${at}/.well-known/openid-configuration`] = { body: metadata }
  server.answers[`${metadata.jwks_uri}`] = { body: server.keys }
  const pushed = metadata.pushed_authorization_request_endpoint
  const body = { request_uri: 'urn:ietf:params:oauth:request_uri:abc', expires_in: 600 }
  if (pushed) server.answers[`${pushed}`] = { status: 201, body }
  return server
}

it('Cognito: a logout names logout_uri', async () => {
  const provider = openIdProviders.find(({ page }) => page === 'cognito')
  if (provider) await startProvider(provider)
  const page = await providerPage<{ signOut: OidcClient['prepareLogout'] }>('cognito', 'client')
  const { searchParams } = new URL((await page.signOut())?.url ?? '')
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: '1h57kf5cpq17m0eml12EXAMPLE',
    logout_uri: 'https://app.example/',
  })
})

it('Azure AD B2C: a response without an access token says what is missing, and keeps the rest readable', async () => {
  const address = 'https://contoso.b2clogin.com/contoso.onmicrosoft.com/b2c_1_signin/oauth2/v2.0/token'
  await replayServer({
    [address]: {
      body: { id_token: 'ey', token_type: 'Bearer', not_before: 1, id_token_expires_in: 3600, scope: 'openid' },
    },
  })
  const client = createClient({
    metadata: { issuer: 'https://contoso.b2clogin.com', tokenEndpoint: address },
    clientId: 'c',
  })
  const token = await client.requestRefreshToken({ refreshToken: 'r' })
  expect(token).toMatchObject({ isError: true, code: 'invalid_response' })
  expect(token.isError && token.errorDescription).toContain('access_token is missing (HTTP 200')
  expect(token.json).toMatchObject({ id_token_expires_in: 3600 })
})

it('Salesforce: a session whose tokens have no expires_in is refreshed after defaultLifetimeMs', async () => {
  const address = 'https://example.my.salesforce.com/services/oauth2/token'
  const answer = { access_token: 'next', instance_url: 'https://example.my.salesforce.com', issued_at: '1708058728442' }
  const server = await replayServer({ [address]: { body: { ...answer, token_type: 'Bearer' } } })
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const page = await providerPage<{ tokensOf(user: string): UserTokens }>('salesforce', 'client')
    const tokens = page.tokensOf('alice')
    const first = { isError: false, accessToken: 'first', refreshToken: '5Aep', json: {} }
    await tokens.startSession(first as never)
    expect((await tokens.getAccessToken()).accessToken).toBe('first')
    vi.setSystemTime(Date.now() + 3_600_000)
    expect((await tokens.getAccessToken()).accessToken).toBe('next')
    expect(server.sentTo(address)).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})
