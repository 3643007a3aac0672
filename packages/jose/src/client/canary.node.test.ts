import { expect, it } from 'vitest'
import { canary, tellings, visibleText } from '../../../core/src/testing/canary.ts'
import { json, token } from '../../../core/src/testing/replies.ts'
import type { Seen } from '../../../core/src/testing/test-fetch.ts'
import { createDPoP } from '../index.ts'
import { clientOf, key, login, redirectUri, type Settings } from '../testing/profile-client.ts'

const secret = (field: string) => `${canary}-${field}`
const profiles: Record<string, Settings> = {
  fapi2: {},
  'fapi2, signed': { signedRequests: true, signedResponses: true },
  'fapi2, with a certificate': { key: undefined, kid: undefined, dpop: undefined, clientCertificate: true },
  'oauth2.1': { profile: 'oauth2.1', key: undefined, kid: undefined, dpop: undefined },
  'oauth2.1, with a secret': {
    ...{ profile: 'oauth2.1', key: undefined, kid: undefined, dpop: undefined, clientSecret: secret('clientSecret') },
  },
}

/** Calls of a client with a secret wherever one can be. */
function callsOf(settings: Settings): (() => unknown)[] {
  const client = clientOf(settings)
  const code = { code: secret('code'), redirectUri, codeVerifier: secret('codeVerifier') }
  const request = (members: object = {}) => login({ state: secret('state'), loginHint: secret('hint'), ...members })
  return [
    async () => client.createAuthorizeUrl(await request()),
    async () => client.createAuthorizeUrl(await request({ codeChallenge: secret('codeChallenge') })),
    async () => client.createAuthorizeUrl(await request({ redirectUri: secret('redirectUri') })),
    async () => client.pushAuthorization(await request({ request: secret('request') })),
    async () => client.pushAuthorization(await request({ parameters: { request_uri: secret('requestUri') } })),
    async () => client.pushAuthorization(await request()),
    () => client.requestAuthorizationCodeToken(code),
    () => client.requestAuthorizationCodeToken({ ...code, codeVerifier: '' }),
    () => client.requestRefreshToken({ refreshToken: secret('refreshToken') }),
    () => client.requestPasswordToken({ username: 'ada', password: secret('password') }),
    () => client.requestClientCredentialsToken({ clientSecret: secret('clientSecret') }),
    () => client.requestClientCredentialsToken({ clientAssertion: { type: 't', value: secret('assertion') } }),
    () => client.requestToken({ grantType: 'authorization_code', parameters: { code: secret('code') } }),
    () => client.getUserInfo({ accessToken: secret('accessToken'), expectedSubject: 'ada' }),
    () => client.parseAuthorizeResponse(`${redirectUri}?code=${secret('code')}&state=x`, { state: secret('state') }),
    () => client.parseAuthorizeResponse(`${redirectUri}?response=${secret('response')}`, { state: secret('state') }),
    () => clientOf({ ...settings, parameters: { client_secret: secret('parameter') } }),
    () => clientOf({ ...settings, key, clientSecret: secret('clientSecret') }),
    () => clientOf({ ...settings, key: { kty: 'EC', crv: secret('crv'), d: secret('d') } }),
  ]
}

/** What fetches do that repeat what they were given, and servers that send it back. */
const hostile: Record<string, (told: string) => Response> = {
  throws: (told) => {
    throw new TypeError(`fetch failed: ${told}`)
  },
  'is refused': (told) => json({ error: 'invalid_request', sent: told }, 400),
  'is answered with a token of no kind': (told) => token({ access_token: secret('token'), sent: told }),
  'is answered with nonsense': (told) => json({ sent: told }),
}

it.each(Object.keys(profiles).flatMap((profile) => Object.keys(hostile).map((how) => [profile, how] as const)))(
  'no secret of a client with %s shows if its request %s',
  async (profile, how) => {
    const answers: unknown[] = []
    for (const tell of Object.values(tellings)) {
      const fetch = async (url: string, init: RequestInit) => {
        const seen: Seen = { url, init, headers: new Headers(init.headers), form: new URLSearchParams(`${init.body}`) }
        return (hostile[how] as (told: string) => Response)(tell(seen))
      }
      for (const call of callsOf({ dpop: createDPoP(), fetch, ...profiles[profile] })) {
        try {
          answers.push(await call())
        } catch (error) {
          answers.push(error)
        }
      }
    }
    // what is no failure is what was asked for
    const failures = answers.filter(
      (answer) => answer instanceof Error || (Object(answer) as { isError?: boolean }).isError,
    )
    expect(failures.length).toBeGreaterThan(answers.length / 2)
    for (const failure of failures) expect(visibleText(failure).join('\n')).not.toContain(canary)
  },
)
