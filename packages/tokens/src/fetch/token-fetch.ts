import type { DPoPSigner } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal'
import type { TokenEvent } from '../token-event.ts'
import type { TokenSource } from '../token-source.ts'
import { allowedOrigins } from './allowed-origins.ts'
import { createAuthorizedSend, loginOf } from './authorized-send.ts'
import type { Hop } from './hop.ts'
import { outgoingOf, type TokenFetch, urlOf } from './outgoing.ts'
import { redirected } from './redirect.ts'
import { type StepUp, stepUpOf } from './step-up.ts'

/** Where tokens may go, and how. */
export interface TokenFetchOptions {
  /**
   * Where the token may go: absolute `https:` URLs (`http:` for loopback hosts), such as `https://api.example` for a whole
   * origin, or `https://api.example/v1` for what is `/v1` there or below. An empty list is nowhere.
   */
  origins: readonly (string | URL)[]
  /** Signs a proof for each attempt (RFC 9449 section 7): the signer that the source has. Needed where its tokens are of type `DPoP`. */
  dpop?: DPoPSigner
  /**
   * The `Authorization` scheme for tokens whose type is neither Bearer nor DPoP, in any spelling.
   * @default none: such a token is a `TypeError`
   */
  scheme?: string
  /** Sends the requests, called as a plain function. @default the global `fetch`, looked up at each call */
  fetch?: TokenFetch
  /**
   * Is told that an API wants more than the token at hand brings, before the caller gets the answer, and waited for. What
   * it throws rejects the call. It leaves the body of the answer unread, or reads that of a clone.
   */
  onStepUp?: (stepUp: StepUp, response: Response) => void | Promise<void>
  /** Called for each request to the `origins`: answered, failed, sent once more. Events contain no secrets. Its errors are ignored and it isn't awaited. */
  onEvent?: (event: TokenEvent) => unknown
  /** Permits `http:` in `origins` for hosts that are not loopback: whoever is on the way can read the token. @default false */
  allowInsecureHttp?: boolean
  /** How much of the body of a `Request` is copied so that it can be sent again, in bytes; 0 for none. @default 1048576 */
  maxCopiedBytes?: number
  /** The present, in epoch milliseconds. @default Date.now */
  now?: () => number
}

/**
 * A `fetch` that sends a token of `source` along to the `origins`, as `Bearer` or with a DPoP proof, and only there.
 * Whatever else it is asked for it hands to `fetch` as it is, without a token.
 *
 * What it does to a request for one of the `origins`:
 * - Gets the token, which the source renews ahead of its end, with the request's `signal`. Rejects as the source does.
 * - After a 401 it gets another token, by one renewal for all who were refused together, and sends the request once more:
 *   if the token is another one of the same login, and if the body can be sent again, which a stream can't. A DPoP proof
 *   that lacks a nonce or is dated wrong is made again, once. Where nothing helps, the API's answer is what the caller gets,
 *   as it came. Where the renewal fails, the call rejects as the source does: a 401 would look like the end of the session,
 *   which only the source can tell from a server that is down for a moment.
 * - Follows redirects by the rules of `fetch`, and looks at the `origins` for each: one that leads out of them is followed
 *   without the token, and no way leads back in. A page isn't told where a redirect leads: there it is a `TypeError`.
 *   `redirect: 'manual'` and `'error'` mean what they mean to `fetch`.
 * - An API that wants another scope or another sign-in (RFC 9470) is not asked again: `onStepUp` is told, and `stepUpOf`
 *   reads it from the answer.
 *
 * @throws {TypeError} (in the promise) for an `Authorization` header of the caller's own at the `origins`: there are no two
 * ways of authentication; for a token of type `DPoP` without `dpop`, or of a type that is neither.
 *
 * @example
 * ```ts
 * const callApi = createTokenFetch(source, { origins: ['https://api.example/v1'] })
 * const response = await callApi('https://api.example/v1/orders', { signal: AbortSignal.timeout(5000) })
 * ```
 */
export function createTokenFetch(source: TokenSource, options: TokenFetchOptions): TokenFetch {
  checkObject('options', options)
  const {
    origins,
    dpop,
    scheme,
    fetch: given,
    onStepUp,
    onEvent,
    allowInsecureHttp = false,
    maxCopiedBytes = 1048576,
    now = () => Date.now(),
  } = options
  if (typeof source?.getAccessToken !== 'function') misuse('source', 'a TokenSource')
  if (dpop && typeof dpop.createProof !== 'function') misuse('dpop', 'a signer, such as one of @grantkit/jose')
  if (typeof (scheme ?? '') !== 'string') misuse('scheme', 'the name of an Authorization scheme')
  if (typeof (given ?? misuse) !== 'function') misuse('fetch', 'a function')
  if (!(maxCopiedBytes >= 0)) misuse('maxCopiedBytes', 'a number of bytes from 0')
  const isAllowed = allowedOrigins(origins, allowInsecureHttp)
  const authorizedSend = createAuthorizedSend(source, { dpop, scheme, now, onEvent })

  return async (input, init) => {
    const url = urlOf(input)
    // called as a plain function: browsers refuse their own fetch as a method of something else
    const send = given ?? fetch
    if (!isAllowed(url)) return send(input, init)

    const login = loginOf(source)
    const outgoing = outgoingOf(url, input, init, maxCopiedBytes)
    const { signal, follows, rewind } = outgoing
    try {
      if (outgoing.hop.headers.has('authorization'))
        misuse('headers', 'no Authorization, for the token takes its place')
      const response = await follow(outgoing.hop)
      const stepUp = onStepUp && stepUpOf(response)
      if (stepUp) await onStepUp(stepUp, response)
      return response
    } finally {
      outgoing.forget()
    }

    async function follow(first: Hop): Promise<Response> {
      let hop = first
      for (let redirects = 0; ; redirects++) {
        const sendHop = (headers: Headers) => outgoing.send(send, { ...hop, headers })
        const response = await authorizedSend({ ...hop, signal, login, rewind, send: sendHop })
        const next = follows ? redirected(hop, response) : undefined
        if (!next) return redirects ? asRedirected(response) : response
        response.body?.cancel().catch(() => {})
        if (redirects === 20) throw new TypeError('too many redirects')
        if (next.hasBody && !(await rewind())) misuse('body', 'no stream where a redirect wants it once more')
        hop = next
        if (!isAllowed(hop.url)) return asRedirected(await outgoing.send(send, hop, 'follow'))
      }
    }
  }
}

const asRedirected = (response: Response): Response => Object.defineProperty(response, 'redirected', { value: true })
