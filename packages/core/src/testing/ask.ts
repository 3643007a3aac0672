import {
  type RequestOptions,
  requestToken,
  type TokenFailure,
  type TokenResponse,
  type TokenSuccess,
} from '../index.ts'
import { type Reply, testFetch } from './test-fetch.ts'

export const address = 'https://as.example/token'

/** A public client's request of any kind, answered by `reply`: for tests that are about the answer. */
export function ask(reply: Reply, options: RequestOptions = {}): Promise<TokenResponse> {
  return requestToken(
    { address, clientId: 'app', grantType: 'urn:example:any' },
    { fetch: testFetch(reply), ...options },
  )
}

/** The success that `reply` ends in. */
export async function askForSuccess(reply: Reply, options?: RequestOptions): Promise<TokenSuccess> {
  return success(await ask(reply, options))
}

/** The failure that `reply` ends in. */
export async function askForFailure(reply: Reply, options?: RequestOptions): Promise<TokenFailure> {
  return failure(await ask(reply, options))
}

/** The response as the success that it must be. */
export function success<Response extends { isError: boolean }>(
  response: Response,
): Extract<Response, { isError: false }> {
  if (response.isError) throw new Error(`a failure: ${(response as { error?: unknown }).error}`)
  return response as Extract<Response, { isError: false }>
}

/** The response as the failure that it must be. */
export function failure<Response extends { isError: boolean }>(
  response: Response,
): Extract<Response, { isError: true }> {
  if (!response.isError) throw new Error('a success')
  return response as Extract<Response, { isError: true }>
}
