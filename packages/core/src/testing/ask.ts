import {
  type RequestOptions,
  requestToken,
  type TokenFailure,
  type TokenResponse,
  type TokenSuccess,
} from '../index.ts'
import { type Reply, testFetch } from './test-fetch.ts'

export const address = 'https://as.example/token'

/** Sends a public client's request and gets `reply`, for tests of how responses are read. */
export function ask(reply: Reply, options: RequestOptions = {}): Promise<TokenResponse> {
  return requestToken(
    { address, clientId: 'app', grantType: 'urn:example:any' },
    { fetch: testFetch(reply), ...options },
  )
}

/** Does the same and expects a success. */
export async function askForSuccess(reply: Reply, options?: RequestOptions): Promise<TokenSuccess> {
  return success(await ask(reply, options))
}

/** Does the same and expects a failure. */
export async function askForFailure(reply: Reply, options?: RequestOptions): Promise<TokenFailure> {
  return failure(await ask(reply, options))
}

/** The response as a success. Throws if it is a failure. */
export function success<Response extends { isError: boolean }>(
  response: Response,
): Extract<Response, { isError: false }> {
  if (response.isError) throw new Error(`a failure: ${(response as { error?: unknown }).error}`)
  return response as Extract<Response, { isError: false }>
}

/** The response as a failure. Throws if it is a success. */
export function failure<Response extends { isError: boolean }>(
  response: Response,
): Extract<Response, { isError: true }> {
  if (!response.isError) throw new Error('a success')
  return response as Extract<Response, { isError: true }>
}
