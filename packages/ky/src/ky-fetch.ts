import type { Fetch } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { KyInstance, Options } from 'ky'
import { checkKy } from './internal/check-ky.ts'
import { mayBeSentTwice } from './internal/may-be-sent-twice.ts'

export interface KyFetchOptions {
  /** An answer that asks for a longer wait is not waited for: its failure says how long, in `retryAfterMs`. @default 5000 */
  maxRetryAfterMs?: number
}

/**
 * A ky instance as the `fetch` option of grantkit's functions and clients: ky's `retry`, `hooks` and `fetch` are in force,
 * and a request that may reach the server twice is retried: whatever is got (metadata, keys, user info), the
 * `client_credentials` and `password` grants, introspection, revocation and pushed authorization requests.
 * Everything else is sent once: every other grant, whatever has a client assertion, a request object or a DPoP proof, and
 * registrations. Retried are failures of the network and the `statusCodes` of ky's `retry` (408, 429, 500, 502, 503 and 504
 * unless it says otherwise), after the wait that the answer asks for.
 *
 * grantkit's `timeoutMs` is the only timeout, over all attempts and the waits between them. Address, headers, body,
 * redirects and what an answer means stay grantkit's: `prefix`, `baseUrl`, `searchParams`, `headers`, `json`, `timeout`,
 * `totalTimeout`, `parseJson` and `throwHttpErrors` of the instance don't count.
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
    // the last to be asked, so that nothing of the instance's is added
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

/** How ky is to retry: it does so only for a status that it may throw. */
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
    // as text, from which the answer is made again where it stays the last one
    parseJson: (text) => text,
  }
}

/** How long an answer asks to wait, in milliseconds (RFC 9110 section 10.2.3); 0 where it doesn't say. */
function waitOf(error: Error): number {
  const value = answerOf(error).response?.headers.get('retry-after') ?? ''
  return (/^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()) || 0
}

/** What ky's `HTTPError` holds, of whichever copy of ky. */
function answerOf(error: unknown): { response?: Response; data?: string } {
  return (error as Error)?.name === 'HTTPError' ? (error as { response?: Response; data?: string }) : {}
}
