import type { TokenFetch, TokenFetchOptions, TokenSource } from '@grantkit/tokens'
import { createTokenFetch } from '@grantkit/tokens/token-fetch'
import type { KyInstance, Options } from 'ky'
import { checkKy } from './internal/check-ky.ts'

/** Where tokens may go, and how. The fetch is ky's: of the instance, or of the call. */
export type WithTokensOptions = Omit<TokenFetchOptions, 'fetch'>

/**
 * The same ky, whose requests go with a token of `source` to the `origins`, and only there: what `createTokenFetch` does,
 * for each attempt of ky's. Settings, hooks and `fetch` of the instance and of each call stay in force; an instance can be
 * extended further, or take the tokens of another source for other origins.
 *
 * - The token is added below ky: no request, error or hook of ky's ever shows it, and a request that a hook has sent
 *   elsewhere is looked at again.
 * - A 401 costs one renewal and one more attempt of its own, unseen by ky: it neither counts for `retry.limit` nor meets
 *   `beforeRetry`. Only a 401 that stays one comes to ky, as any other status does.
 * - `timeout` holds for an attempt with all of that, `totalTimeout` for everything; both end the wait for a token too.
 * - What the source throws reaches the caller unchanged, through `beforeError`, and ky does not retry it.
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

/** The token fetch over a fetch: one for each, so that what is learnt from a refusal is kept. */
function tokenFetches(
  source: TokenSource,
  options: WithTokensOptions,
): (fetch: Options['fetch'], streams: boolean) => TokenFetch {
  // ky makes a Request of everything: a stream has to be known before, or it would be copied like text
  const ofStreams = new WeakMap<object, TokenFetch>()
  const ofOthers = new WeakMap<object, TokenFetch>()

  const fetchOf = (fetch: Options['fetch'], streams: boolean): TokenFetch => {
    const known = streams ? ofStreams : ofOthers
    // ky's own fetch has no name here
    const key = fetch ?? known
    const tokenFetch =
      known.get(key) ??
      createTokenFetch(source, { ...options, ...(fetch && { fetch }), ...(streams && { maxCopiedBytes: 0 }) })
    known.set(key, tokenFetch)
    return tokenFetch
  }
  // made at once, so that mistakes in the arguments are told at once
  createTokenFetch(source, options)
  return fetchOf
}

function isStream(body: unknown): boolean {
  const object = Object(body)
  return 'getReader' in object || Symbol.asyncIterator in object
}
