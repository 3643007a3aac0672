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

export function success(response: TokenResponse): TokenSuccess {
  if (response.isError) throw new Error(`a failure: ${response.error}`)
  return response
}

export function failure(response: TokenResponse): TokenFailure {
  if (!response.isError) throw new Error('a success')
  return response
}
