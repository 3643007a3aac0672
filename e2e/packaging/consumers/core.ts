// A program of somebody who installed grantkit: read by several compilers with several libraries, never run.
import {
  createPkce,
  createTokenClient,
  type Fetch,
  orThrow,
  parseAuthorizeResponse,
  requestAuthorizationCodeToken,
  requestClientCredentialsToken,
  requestToken,
  requestTokenExchangeToken,
  type TokenFailure,
  TokenRequestError,
  type TokenResponse,
} from 'grantkit'

const address = 'https://server.example/token'

export async function login(callback: string, state: string): Promise<string | undefined> {
  const { codeVerifier } = await createPkce()
  const back = parseAuthorizeResponse(callback, { state })
  if (back.isError) return back.error
  const response = await requestAuthorizationCodeToken({
    address: new URL(address),
    clientId: 'spa',
    code: back.code,
    redirectUri: 'https://app.example/callback',
    codeVerifier,
    resource: ['https://a.example', 'https://b.example'],
  })
  // @ts-expect-error a failure has no token
  response.accessToken
  if (response.isError) {
    // @ts-expect-error a failure has no token
    response.accessToken
    return why(response)
  }
  const expiresIn: number | undefined = response.expiresIn
  const custom: unknown = response.json.custom
  return expiresIn || custom ? response.accessToken : response.refreshToken
}

export function why(failure: TokenFailure): string {
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
}

export async function service(signal: AbortSignal): Promise<string> {
  const own: Fetch = (input, init) => fetch(input, init)
  const client = createTokenClient({ address, clientId: 'service', clientSecret: 'secret', fetch: own })
  const first = await client.requestClientCredentialsToken({ scope: ['a', 'b'] }, { signal, timeoutMs: 1000 })
  // the global fetch has the right type
  const second = await requestClientCredentialsToken({ address, parameters: { a: ['1', '2'] } }, { fetch })
  const third: TokenResponse = await requestToken({ address, grantType: 'urn:x', parameters: new URLSearchParams() })
  try {
    return orThrow(first).accessToken + orThrow(second).accessToken + orThrow(third).accessToken
  } catch (error) {
    if (error instanceof TokenRequestError) return error.code
    throw error
  }
}

export const mistakes = [
  // @ts-expect-error a code is needed
  () => requestAuthorizationCodeToken({ address, redirectUri: 'https://app.example/callback' }),
  // @ts-expect-error an address is needed
  () => requestClientCredentialsToken({ clientId: 'service' }),
  // @ts-expect-error a subject token has a type
  () => requestTokenExchangeToken({ address, subjectToken: 't' }),
  // @ts-expect-error there are two styles
  () => requestClientCredentialsToken({ address, clientId: 'a', clientCredentialStyle: 'query' }),
  // @ts-expect-error the state must be passed, or false
  () => parseAuthorizeResponse('?code=c', {}),
]
