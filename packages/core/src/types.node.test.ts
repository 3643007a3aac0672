import { describe, expectTypeOf, test } from 'vitest'
import {
  type AuthorizeResponse,
  createPkce,
  createTokenClient,
  type FailureCode,
  type Fetch,
  orThrow,
  type Pkce,
  parseAuthorizeResponse,
  requestAuthorizationCodeToken,
  requestClientCredentialsToken,
  requestPasswordToken,
  requestRefreshToken,
  requestToken,
  type TokenFailure,
  TokenRequestError,
  type TokenResponse,
  type TokenSuccess,
} from './index.ts'

const address = 'https://as.example/token'

/** Compiled, never run: what must not compile stands behind `@ts-expect-error`, which is an error if it does. */
const compiled = (_: (...given: never[]) => unknown): void => {}

describe('a response', () => {
  test('is narrowed by isError', () => {
    compiled(async () => {
      const response = await requestClientCredentialsToken({ address })
      expectTypeOf(response).toEqualTypeOf<TokenResponse>()
      // @ts-expect-error: not before it is known to be a success
      response.accessToken
      // @ts-expect-error: not before it is known to be a failure
      response.code
      if (response.isError) {
        expectTypeOf(response).toEqualTypeOf<TokenFailure>()
        expectTypeOf(response.error).toEqualTypeOf<string>()
        expectTypeOf(response.code).toEqualTypeOf<FailureCode>()
        expectTypeOf(response.transient).toEqualTypeOf<boolean>()
        expectTypeOf(response.json).toEqualTypeOf<Record<string, unknown> | undefined>()
        // @ts-expect-error: a failure has no token
        response.accessToken
      } else {
        expectTypeOf(response).toEqualTypeOf<TokenSuccess>()
        expectTypeOf(response.accessToken).toEqualTypeOf<string>()
        expectTypeOf(response.refreshToken).toEqualTypeOf<string | undefined>()
        expectTypeOf(response.expiresAt).toEqualTypeOf<number | undefined>()
        expectTypeOf(response.json.custom_parameter).toEqualTypeOf<unknown>()
        // @ts-expect-error: a success has no error
        response.error
      }
    })
  })

  test('is narrowed by errorType too', () => {
    compiled(async () => {
      const response = await requestClientCredentialsToken({ address })
      if (response.errorType === 'none') expectTypeOf(response).toEqualTypeOf<TokenSuccess>()
      else expectTypeOf(response).toEqualTypeOf<TokenFailure>()
    })
  })

  test('has a closed union of codes', () => {
    compiled((failure: TokenFailure): string => {
      switch (failure.code) {
        case 'oauth_error':
        case 'invalid_response':
        case 'http_error':
        case 'redirect':
        case 'network':
        case 'timeout':
        case 'body_too_large':
          return failure.error
        default:
          return failure.code satisfies never
      }
    })
    compiled((failure: TokenFailure) => {
      // @ts-expect-error: no such code
      failure.code === 'offline'
    })
  })

  test('is narrowed by orThrow', () => {
    compiled(async () => {
      const response = await requestToken({ address, grantType: 'any' })
      expectTypeOf(orThrow(response)).toEqualTypeOf<TokenSuccess>()
    })
    compiled((error: unknown) => {
      if (error instanceof TokenRequestError) {
        expectTypeOf(error.code).toEqualTypeOf<FailureCode>()
        expectTypeOf(error.error).toEqualTypeOf<string>()
        expectTypeOf(error.transient).toEqualTypeOf<boolean>()
        expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>()
      }
    })
  })
})

describe('a request', () => {
  test('must have the members that its grant requires', () => {
    compiled(() => [
      requestClientCredentialsToken({ address }),
      requestAuthorizationCodeToken({ address, code: 'c', redirectUri: 'r' }),
      requestPasswordToken({ address: new URL(address), username: 'u', password: '' }),
      // @ts-expect-error: no address
      requestClientCredentialsToken({}),
      // @ts-expect-error: no request
      requestClientCredentialsToken(),
      // @ts-expect-error: no redirectUri
      requestAuthorizationCodeToken({ address, code: 'c' }),
      // @ts-expect-error: no code
      requestAuthorizationCodeToken({ address, redirectUri: 'r' }),
      // @ts-expect-error: no password
      requestPasswordToken({ address, username: 'u' }),
      // @ts-expect-error: no grantType
      requestToken({ address }),
    ])
  })

  test('has members with the right types and names', () => {
    compiled(() => [
      requestClientCredentialsToken({ address, scope: ['a', 'b'], resource: 'https://a.example' }),
      // @ts-expect-error: scope is no number
      requestClientCredentialsToken({ address, scope: 5 }),
      // @ts-expect-error: snake_case is for the wire
      requestClientCredentialsToken({ address, client_id: 'app' }),
      // @ts-expect-error: no such style
      requestClientCredentialsToken({ address, clientCredentialStyle: 'basic' }),
      // @ts-expect-error: an assertion is no string
      requestClientCredentialsToken({ address, clientAssertion: 'jwt' }),
      // @ts-expect-error: an assertion has a type
      requestClientCredentialsToken({ address, clientAssertion: { value: 'jwt' } }),
      // @ts-expect-error: a parameter is no number
      requestClientCredentialsToken({ address, parameters: { a: 5 } }),
      // @ts-expect-error: a header is no number
      requestClientCredentialsToken({ address, headers: { a: 5 } }),
      // @ts-expect-error: code is one string
      requestAuthorizationCodeToken({ address, redirectUri: 'r', code: ['a'] }),
      // @ts-expect-error: a refresh has no username
      requestRefreshToken({ address, refreshToken: 'r', username: 'u' }),
    ])
  })

  test('may be deeply frozen', () => {
    compiled(() => {
      const request = {
        address,
        scope: ['a'],
        resource: ['b'],
        parameters: { a: ['b'] },
        headers: { c: 'd' },
      } as const
      return [
        requestClientCredentialsToken(request),
        requestClientCredentialsToken({ address, parameters: [['a', 'b']] as const }),
        requestClientCredentialsToken({ address, parameters: new URLSearchParams(), headers: new Headers() }),
      ]
    })
  })
})

describe('options', () => {
  test('accept any function with the signature of fetch', () => {
    compiled(() => {
      const own: Fetch = async (input, init) => new Response(`${input.length}${init.method}`)
      return [
        requestClientCredentialsToken({ address }, { fetch }),
        requestClientCredentialsToken({ address }, { fetch: own }),
        requestClientCredentialsToken({ address }, { fetch: (url) => fetch(url) }),
        // @ts-expect-error: a fetch answers with a response
        requestClientCredentialsToken({ address }, { fetch: async () => 'x' }),
        // @ts-expect-error: a signal is no controller
        requestClientCredentialsToken({ address }, { signal: new AbortController() }),
        // @ts-expect-error: durations say their unit
        requestClientCredentialsToken({ address }, { timeout: 5 }),
      ]
    })
  })
})

describe('a token client', () => {
  test('requires only members that are not bound', () => {
    compiled(() => {
      const client = createTokenClient({ address, clientId: 'app', clientSecret: 's', fetch })
      return [
        client.requestClientCredentialsToken(),
        client.requestClientCredentialsToken({}),
        client.requestClientCredentialsToken({ scope: 'a' }, { timeoutMs: 5 }),
        client.requestAuthorizationCodeToken({ code: 'c', redirectUri: 'r' }),
        client.requestRefreshToken({ refreshToken: 'r', address: 'https://other.example' }),
        // @ts-expect-error: the code is particular to the call
        client.requestAuthorizationCodeToken({ redirectUri: 'r' }),
        // @ts-expect-error: so is the refresh token
        client.requestRefreshToken({}),
        // @ts-expect-error: and with it the request
        client.requestRefreshToken(),
        // @ts-expect-error: types hold for bound members too
        client.requestClientCredentialsToken({ clientId: 5 }),
        // @ts-expect-error: no such member
        client.requestClientCredentialsToken({ username: 'u' }),
      ]
    })
  })

  test('returns the same types as the functions', () => {
    compiled(async () => {
      const client = createTokenClient({ address })
      expectTypeOf(await client.requestClientCredentialsToken()).toEqualTypeOf<TokenResponse>()
      expectTypeOf(client.requestRefreshToken).returns.toEqualTypeOf<Promise<TokenResponse>>()
    })
  })

  test('requires an address', () => {
    compiled(() => [
      // @ts-expect-error: no address
      createTokenClient({ clientId: 'app' }),
      // @ts-expect-error: no defaults
      createTokenClient(),
    ])
  })
})

describe('a callback', () => {
  test('is narrowed by isError, and requires the expected state', () => {
    compiled(() => {
      const response = parseAuthorizeResponse('?code=c', { state: 's' })
      expectTypeOf(response).toEqualTypeOf<AuthorizeResponse>()
      // @ts-expect-error: state is not optional
      parseAuthorizeResponse('?code=c', {})
      // @ts-expect-error: neither is what is expected
      parseAuthorizeResponse('?code=c')
      // @ts-expect-error: no state is said by false
      parseAuthorizeResponse('?code=c', { state: undefined })
      if (!response.isError) return requestAuthorizationCodeToken({ address, code: response.code, redirectUri: 'r' })
      switch (response.code) {
        case 'oauth_error':
        case 'state_mismatch':
        case 'issuer_mismatch':
        case 'invalid_response':
          return response.error
        default:
          return response.code satisfies undefined
      }
    })
  })

  test("the code of a failure can't be used as an authorization code before isError is checked", () => {
    compiled(() => {
      const { code } = parseAuthorizeResponse('?code=c', { state: 's' })
      // @ts-expect-error: it may be a failure's
      return requestAuthorizationCodeToken({ address, code, redirectUri: 'r' })
    })
  })

  test('accepts the result of createPkce', () => {
    compiled(async () => {
      const pkce = await createPkce()
      expectTypeOf(pkce).toEqualTypeOf<Pkce>()
      const { codeVerifier } = pkce
      return requestAuthorizationCodeToken({ address, code: 'c', redirectUri: 'r', codeVerifier })
    })
  })
})
