import type { DPoPSigner } from 'grantkit'
import { checkFunction, checkObject, misuse } from 'grantkit/internal/misuse'
import { notLoaded } from '../not-loaded.ts'
import type { TokenEvent } from '../token-event.ts'
import type { TokenSource } from '../token-source.ts'
import { allowedOrigins } from './allowed-origins.ts'
import { createAuthorizedSend, discard, loginOf } from './authorized-send.ts'
import type { Hop } from './hop.ts'
import { outgoingOf, type TokenFetch, urlOf } from './outgoing.ts'
import type { StepUp } from './step-up-in.ts'

/** Where tokens may be sent, and how. */
export interface TokenFetchOptions {
  /**
   * Where the token may be sent: absolute `https:` URLs (`http:` for loopback hosts), such as `https://api.example` for a whole
   * origin, or `https://api.example/v1` for `/v1` and everything below it. With an empty list it is never sent.
   */
  origins: readonly (string | URL)[]
  /** The source's signer: it signs a proof for each attempt (RFC 9449 section 7). Required for tokens of type `DPoP`. */
  dpop?: DPoPSigner
  /**
   * The `Authorization` scheme for tokens whose type is neither Bearer nor DPoP, in any spelling.
   * @default none: such a token is a `TypeError`
   */
  scheme?: string
  /** Sends the requests, called as a plain function. @default the global `fetch`, looked up at each call */
  fetch?: TokenFetch
  /**
   * Called with a step-up challenge, and awaited, before the caller gets the response. If it throws, the call rejects. It must
   * not read the body of the response; it can read a clone's.
   */
  onStepUp?: (stepUp: StepUp, response: Response) => void | Promise<void>
  /** Called for each request to the `origins` that got a response, failed or was retried. Events contain no secrets. Its errors are ignored and it isn't awaited. */
  onEvent?: (event: TokenEvent) => unknown
  /** Permits `http:` in `origins` for hosts that are not loopback: anyone on the network path can read the token. @default false */
  allowInsecureHttp?: boolean
  /** How much of the body of a `Request` is copied so that it can be sent again, in bytes; 0 for none. @default 1048576 */
  maxCopiedBytes?: number
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: () => number
}

/**
 * A `fetch` that sends a token of `source` to the `origins`, as `Bearer` or with a DPoP proof, and nowhere else. All other
 * requests are passed to `fetch` unchanged, without a token.
 *
 * A request to one of the `origins`:
 * - gets a token, which the source refreshes before it expires. The request's `signal` applies. Rejects as the source does.
 * - After a 401 it gets a new token and is sent once more, if the token is a different one of the same login and the body can
 *   be replayed, which a stream can't. Requests that were refused together share one refresh. A DPoP proof that lacks a nonce
 *   or has the wrong time is created again, once. If the second response is a 401 too, the caller gets it as it is. If the
 *   refresh fails, the call rejects as the source does: only the source can tell a session that has ended from a server that
 *   is down.
 * - follows redirects by the rules of `fetch`, and checks the `origins` at each one. A redirect that leaves them is followed
 *   without the token, and later ones get no token again. A page can't see the target of a redirect: there it is a `TypeError`.
 *   `redirect: 'manual'` and `'error'` work as in `fetch`.
 * - If the API requires another scope or another sign-in (RFC 9470), it isn't repeated: `onStepUp` is called, and `stepUpOf`
 *   reads the challenge from the response.
 *
 * The code for redirects and for `onStepUp` is loaded at the first redirect or challenge. If it can't be loaded, the call rejects with a
 * transient `TokenSourceError` whose `error` is `module_unavailable`. A service worker can't load code later: bundle it as one file.
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
  for (const name of ['fetch', 'onStepUp', 'onEvent'] as const) checkFunction(name, options[name] ?? undefined)
  checkFunction('now', now)
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
      if (outgoing.hop.headers.has('authorization')) misuse('headers', 'no Authorization: this fetch sets it')
      const response = await follow(outgoing.hop)
      // most failures have no challenge: those need no code, and must not get lost without it
      if (onStepUp && response.headers.has('www-authenticate')) {
        const { stepUpIn } = await import('./step-up-in.ts').catch(notLoaded)
        const stepUp = stepUpIn(response)
        if (stepUp) await onStepUp(stepUp, response)
      }
      return response
    } finally {
      outgoing.forget()
    }

    async function follow(first: Hop): Promise<Response> {
      let hop = first
      for (let redirects = 0; ; redirects++) {
        const sendHop = (headers: Headers) => outgoing.send(send, { ...hop, headers })
        const response = await authorizedSend({ ...hop, signal, login, rewind, send: sendHop })
        const next = follows ? await redirected(hop, response) : undefined
        if (!next) return redirects ? asRedirected(response) : response
        discard(response)
        if (redirects === 20) throw new TypeError('too many redirects')
        if (next.hasBody && !(await rewind())) misuse('body', 'one that can be sent again: a redirect requires it')
        hop = next
        if (!isAllowed(hop.url)) return asRedirected(await outgoing.send(send, hop, 'follow'))
      }
    }
  }
}

/** Where a redirect leads. The code for it is for servers, and loaded there: a page is not told. */
async function redirected(hop: Hop, response: Response): Promise<Hop | undefined> {
  if (response.type === 'opaqueredirect') misuse('input', 'the target of the redirect: a page cannot see it')
  const location = /^30[12378]$/.test(`${response.status}`) ? response.headers.get('location') : null
  if (location === null) return undefined
  const { nextHop } = await import('./redirect.ts').catch(notLoaded)
  return nextHop(hop, response.status, location)
}

const asRedirected = (response: Response): Response => Object.defineProperty(response, 'redirected', { value: true })
