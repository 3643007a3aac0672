import type { Fetch } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { KyInstance, Options } from 'ky'
import { checkKy } from './internal/check-ky.ts'
import { mayBeSentTwice } from './internal/may-be-sent-twice.ts'

export interface KyFetchOptions {
  /** The longest wait that a response may ask for. If it asks for more, the call fails, with the wait in `retryAfterMs`. @default 5000 */
  maxRetryAfterMs?: number
}

/**
 * A ky instance as the `fetch` option of grantkit's functions and clients. ky's `retry`, `hooks` and `fetch` work,
 * and requests that may reach the server twice are retried: all GET requests (metadata, keys, userinfo), the
 * `client_credentials` and `password` grants, introspection, revocation and pushed authorization requests.
 * All other requests are sent once: other grants, requests with a client assertion, a request object or a DPoP proof, and
 * registrations. Retried are network failures and the `statusCodes` of ky's `retry` (408, 429, 500, 502, 503 and 504
 * by default), after the wait that the response asks for.
 *
 * grantkit's `timeoutMs` is the only timeout, over all attempts and the waits between them. Address, headers, body,
 * redirects and the meaning of a response are grantkit's: `prefix`, `baseUrl`, `searchParams`, `headers`, `json`, `timeout`,
 * `totalTimeout`, `parseJson` and `throwHttpErrors` of the instance are ignored.
 *
 * @throws {TypeError} for a mistake in the arguments.
 *
 * @example
 * ```ts
 * const client = createClient({ authority: 'https://demo.example', clientId: 'client', fetch: kyFetch(ky.create({ retry: 3 })) })
 * ```
 */
export function kyFetch(ky: KyInstance, options: KyFetchOptions = {}): Fetch {
  checkKy(ky)
  checkObject('options', options)
  const { maxRetryAfterMs = 5000 } = options
  if (!(maxRetryAfterMs >= 0)) misuse('maxRetryAfterMs', 'milliseconds from 0')

  return async (url, { signal, ...init }) => {
    // called last, so that the instance adds nothing
    const settle = (options: Options): void => {
      for (const name of ofTheInstance) delete options[name]
      Object.assign(options, init, {
        timeout: false,
        totalTimeout: false,
        ...retrying(mayBeSentTwice(init), init.method, options.retry, maxRetryAfterMs),
      })
    }
    try {
      return await ky(url, { ...(signal && { signal }), hooks: { init: [settle] } })
    } catch (error) {
      const { response, data } = answerOf(error)
      if (!response) throw error
      return new Response(data ?? null, response)
    }
  }
}

const ofTheInstance = ['prefix', 'baseUrl', 'searchParams', 'headers', 'json'] as const
const retriedStatusCodes = [408, 429, 500, 502, 503, 504]

type Retry = Exclude<NonNullable<Options['retry']>, number>

/** ky's retry settings: it retries only a status that it may throw. */
function retrying(again: boolean, method = 'GET', retry: Options['retry'], maxRetryAfterMs: number): Options {
  const given: Retry = typeof retry === 'number' ? { limit: retry } : (retry ?? {})
  if (!again) return { retry: { ...given, limit: 0 }, throwHttpErrors: false }
  const { statusCodes = retriedStatusCodes, maxRetryAfter = maxRetryAfterMs, shouldRetry } = given
  return {
    retry: {
      ...given,
      methods: [method],
      statusCodes,
      maxRetryAfter: Math.min(maxRetryAfter, maxRetryAfterMs),
      shouldRetry: (state) => waitOf(state.error) <= maxRetryAfterMs && shouldRetry?.(state),
    },
    throwHttpErrors: (status) => statusCodes.includes(status),
    // as text, to construct the response again if it is the last one
    parseJson: (text) => text,
  }
}

/** The wait that a response asks for, in milliseconds (RFC 9110 section 10.2.3); 0 if it has none. */
function waitOf(error: Error): number {
  const value = answerOf(error).response?.headers.get('retry-after') ?? ''
  return (/^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()) || 0
}

/** The members of ky's `HTTPError`, of any copy of ky. */
function answerOf(error: unknown): { response?: Response; data?: string } {
  return (error as Error)?.name === 'HTTPError' ? (error as { response?: Response; data?: string }) : {}
}
