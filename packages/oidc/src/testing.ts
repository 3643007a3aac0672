import type { IdTokenClaims } from '@grantkit/jose'
import { checkObject } from 'grantkit/internal/misuse'
import type { LoginFailureCode } from './login/login-error.ts'
import { failedLogin, type LoginCompleted, type LoginFailed } from './login/login-result.ts'
import type { LoginTransaction } from './login/login-transaction.ts'

/** What differs from a plain login of `user`. */
export interface TestLogin extends Partial<Pick<LoginCompleted, 'returnTo' | 'data'>> {
  claims?: Partial<IdTokenClaims>
  token?: Partial<LoginCompleted['token']>
  transaction?: Partial<LoginTransaction>
}

/** A completed login without a server, for tests of what an app does with one. Its tokens are worth nothing. */
export function testLogin(differs: TestLogin = {}): LoginCompleted {
  checkObject('differs', differs)
  const { claims, token, transaction, returnTo = '/', data } = differs
  const [iss, aud, at] = ['https://issuer.example', 'app', 1_700_000_000]
  const kept = data === undefined ? {} : { data }
  return {
    status: 'completed',
    claims: { iss, aud, sub: 'user', iat: at, exp: at + 300, ...claims },
    token: {
      ...({ isError: false, errorType: 'none', httpStatus: 200, headers: {}, raw: '', quirks: [], json: {} } as const),
      ...{ accessToken: 'test-access-token', tokenType: 'Bearer', ...token },
    },
    returnTo,
    ...kept,
    transaction: {
      ...({ v: 1, kind: 'login', state: 'test-state', nonce: 'test-nonce', codeVerifier: 'test-verifier' } as const),
      ...{ issuer: iss, clientId: aud, redirectUri: 'https://app.example/callback', returnTo, scope: 'openid' },
      ...{ createdAt: at * 1000, expiresAt: at * 1000 + 3_600_000, server: {}, ...kept, ...transaction },
    },
  }
}

/** A failed login without a server. */
export function testFailedLogin(
  code: LoginFailureCode,
  differs: { returnTo?: string; transient?: boolean } = {},
): LoginFailed {
  checkObject('differs', differs)
  const { returnTo = '/', transient = false } = differs
  return failedLogin(code, { returnTo }, { transient })
}

/** What the server answers a login with: a code, an error, or parameters of any kind. */
export type TestAnswer = Readonly<Record<string, string>>

/** Follows login URLs as a browser would. */
export interface TestNavigator {
  /** The callback URL that the server answers this URL with. */
  navigate(url: string): string
  /** The URLs that it was sent to. */
  visited: URL[]
}

/**
 * A user agent that gives these answers in order, with the `state` and the redirect URI of each login URL. `answers` may
 * replace any parameter, such as `iss` or `state`.
 *
 * @throws {TypeError} if there is no answer left, or the URL has no redirect URI.
 */
export function createTestNavigator(...answers: TestAnswer[]): TestNavigator {
  const visited: URL[] = []
  return {
    visited,
    navigate(url) {
      const asked = new URL(url)
      const answer = answers[visited.push(asked) - 1]
      if (!answer) throw new TypeError('answers: pass one for each login')
      const redirectUri = asked.searchParams.get('redirect_uri')
      if (!redirectUri) throw new TypeError('url: pass one with a redirect_uri, not that of a pushed request')
      const callback = new URL(redirectUri)
      const state = asked.searchParams.get('state') ?? ''
      for (const [name, value] of Object.entries({ state, ...answer })) callback.searchParams.set(name, value)
      return callback.href
    },
  }
}
