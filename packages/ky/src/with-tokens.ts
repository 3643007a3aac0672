import type { TokenFetch, TokenFetchOptions, TokenSource } from '@grantkit/tokens'
import { createTokenFetch } from '@grantkit/tokens/token-fetch'
import type { KyInstance, Options } from 'ky'
import { checkKy } from './internal/check-ky.ts'

/** Where tokens may be sent, and how. The `fetch` is that of the ky instance or of the call. */
export type WithTokensOptions = Omit<TokenFetchOptions, 'fetch'>

/**
 * A ky instance that sends a token of `source` to the `origins`, and only there. It does the same as `createTokenFetch`,
 * for each attempt of ky. Settings, hooks and `fetch` of the instance and of each call still work. An instance can be
 * extended further, and can get another source for other origins.
 *
 * - The token is added below ky: requests, errors and hooks of ky never contain it. If a hook changes a request's
 *   address, that is checked again.
 * - A 401 causes one refresh and one more attempt, which ky doesn't see: it doesn't count for `retry.limit` and doesn't call
 *   `beforeRetry`. If the second response is a 401 too, ky gets it like any other status.
 * - `timeout` covers an attempt with all of this, `totalTimeout` everything. Both also end the wait for a token.
 * - Errors of the source reach the caller unchanged, through `beforeError`. ky does not retry them.
 *
 * @throws {TypeError} for a mistake in the arguments.
 *
 * @example
 * ```ts
 * const api = withTokens(ky.create({ prefix: 'https://api.example/v1' }), source, { origins: ['https://api.example/v1'] })
 * const orders = await api.get('orders').json()
 * ```
 */
export function withTokens(ky: KyInstance, source: TokenSource, options: WithTokensOptions): KyInstance {
  checkKy(ky)
  const fetchOf = tokenFetches(source, options)
  const init = (request: Options): void => {
    request.fetch = fetchOf(request.fetch, isStream(request.body))
  }
  return ky.extend({ hooks: { init: [init] } })
}

/** The token fetch for a `fetch`: always the same one, so that it remembers refusals. */
function tokenFetches(
  source: TokenSource,
  options: WithTokensOptions,
): (fetch: Options['fetch'], streams: boolean) => TokenFetch {
  // ky makes a Request of everything: streams must be detected before, or they would be copied like text
  const ofStreams = new WeakMap<object, TokenFetch>()
  const ofOthers = new WeakMap<object, TokenFetch>()

  const fetchOf = (fetch: Options['fetch'], streams: boolean): TokenFetch => {
    const known = streams ? ofStreams : ofOthers
    // undefined stands for ky's own fetch
    const key = fetch ?? known
    const tokenFetch =
      known.get(key) ??
      createTokenFetch(source, { ...options, ...(fetch && { fetch }), ...(streams && { maxCopiedBytes: 0 }) })
    known.set(key, tokenFetch)
    return tokenFetch
  }
  // created at once, so that mistakes in the arguments throw at once
  createTokenFetch(source, options)
  return fetchOf
}

function isStream(body: unknown): boolean {
  const object = Object(body)
  return 'getReader' in object || Symbol.asyncIterator in object
}
