import { json } from '../../../core/src/testing/replies.ts'
import { type TestKey, testKey } from '../../../jose/src/testing/keys.ts'
import { leftHalf, signed } from '../../../jose/src/testing/tokens.ts'
import {
  createOidcClient,
  type LoginRequest,
  type LoginResult,
  type LoginTransaction,
  type OidcClient,
  type OidcClientSettings,
} from '../index.ts'

export const issuer = 'https://as.example'
export const clientId = 'app'
export const redirectUri = 'https://app.example/callback'
export const nowMs = 1_700_000_000_000

export interface SeenRequest {
  url: string
  form: URLSearchParams
  headers: Headers
}

/** A server in memory, whose every answer a test can replace. */
export interface FakeIssuer {
  requests: SeenRequest[]
  /** Replace an answer, by the last part of its URL. */
  answers: Record<string, (seen: SeenRequest) => Response | Promise<Response>>
  metadata: Record<string, unknown>
  /** The claims of the next ID token beside the usual ones; undefined leaves one out. */
  claims: Record<string, unknown>
  /** Members of the token response. */
  token: Record<string, unknown>
  /** Signs the ID token; another key than the published one makes a forgery. */
  key: TestKey
  time: number
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** The paths that were asked, in order. */
  asked(): string[]
}

export async function fakeIssuer(): Promise<FakeIssuer> {
  const key = await testKey('ES256')
  const at = (name: string) => `${issuer}/${name}`
  const server: FakeIssuer = {
    requests: [],
    answers: {},
    claims: {},
    token: {},
    key,
    time: nowMs,
    metadata: {
      issuer,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      jwks_uri: at('jwks'),
      userinfo_endpoint: at('userinfo'),
      end_session_endpoint: at('logout'),
      revocation_endpoint: at('revoke'),
      pushed_authorization_request_endpoint: at('par'),
      id_token_signing_alg_values_supported: ['RS256', 'ES256', 'HS256'],
      authorization_response_iss_parameter_supported: true,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
    },
    asked: () => server.requests.map(({ url }) => new URL(url).pathname),
    async fetch(url, init) {
      const form = new URLSearchParams(init?.body as URLSearchParams)
      const seen = { url, form, headers: new Headers(init?.headers) }
      server.requests.push(seen)
      const name = new URL(url).pathname.split('/').at(-1) ?? ''
      const own = server.answers[name]
      if (own) return own(seen)
      if (name === 'openid-configuration') return json(server.metadata)
      if (name === 'jwks') return json({ keys: [key.publicJwk] })
      if (name === 'userinfo') return json({ sub: 'alice', name: 'Alice' })
      if (name === 'par') return json({ request_uri: 'urn:example:1', expires_in: 60 }, 201)
      if (name === 'token') {
        const accessToken = 'the-access-token'
        const seconds = server.time / 1000
        const claims = {
          ...{ iss: issuer, aud: clientId, sub: 'alice', exp: seconds + 300, iat: seconds - 1 },
          at_hash: await leftHalf(accessToken),
          ...server.claims,
        }
        return json({
          ...{ access_token: accessToken, token_type: 'Bearer', expires_in: 300, refresh_token: 'the-refresh-token' },
          id_token: await signed(claims, server.key),
          ...server.token,
        })
      }
      throw new Error(`nobody asked for ${url}`)
    },
  }
  return server
}

/** A login on its way. */
export interface StartedLogin {
  server: FakeIssuer
  client: OidcClient
  settings: OidcClientSettings
  url: URL
  transaction: LoginTransaction
  /** The response's URL; undefined leaves a parameter out. */
  callback(over?: Record<string, string | undefined>): string
  /** Comes back with this response. */
  comeBack(over?: Record<string, string | undefined>): Promise<LoginResult>
}

/** A client of a server in memory, whose user has gone to sign in. */
export async function startLogin(
  over: Partial<OidcClientSettings> = {},
  request: LoginRequest = {},
  server?: FakeIssuer,
): Promise<StartedLogin> {
  const at = server ?? (await fakeIssuer())
  const settings: OidcClientSettings = { issuer, clientId, redirectUri, fetch: at.fetch, now: () => at.time, ...over }
  const client = createOidcClient(settings)
  const { url: text, transaction } = await client.prepareLogin(request)
  const url = new URL(text)
  at.claims.nonce ??= transaction.nonce
  const callback = (changes: Record<string, string | undefined> = {}) => {
    const parameters = Object.entries({ code: 'the-code', state: transaction.state, iss: issuer, ...changes })
    const sent = parameters.filter((pair): pair is [string, string] => pair[1] !== undefined)
    return `${redirectUri}?${new URLSearchParams(sent)}`
  }
  const comeBack = (changes?: Record<string, string | undefined>) =>
    client.processResponse(callback(changes), transaction)
  return { server: at, client, settings, url, transaction, callback, comeBack }
}
