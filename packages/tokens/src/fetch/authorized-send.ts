import type { DPoPSigner } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { orAbort } from 'grantkit/internal/or-abort'
import { emitter } from '../emitter.ts'
import { schemeOf } from '../internal/scheme.ts'
import { sessionEnded } from '../session-ended.ts'
import type { TokenEvent } from '../token-event.ts'
import type { AccessToken, TokenSource } from '../token-source.ts'
import type { Hop } from './hop.ts'
import { curesOf } from './refusal.ts'
import { createTokenReplacement } from './token-replacement.ts'

/** A request to one address, and how to send it. */
export interface Sending extends Omit<Hop, 'hasBody'> {
  signal: AbortSignal | undefined
  login: Login
  /** Sends it with these headers. */
  send(headers: Headers): Promise<Response>
  /** Prepares to send it again; false if that isn't possible. */
  rewind(): Promise<boolean>
}

/** The login of a request: the same for all its redirects. Read when the call begins, or from the first token. */
export interface Login {
  id: string | undefined
  isKnown: boolean
}

/** The login of a request that is made now. */
export function loginOf(source: TokenSource): Login {
  const id = source.sessionId?.()
  return { id, isKnown: id !== undefined }
}

/** Sends a request with a token, at most three times: once more with another proof, once more with another token. */
export type AuthorizedSend = (sending: Sending) => Promise<Response>

export interface AuthorizedSendSettings {
  dpop: DPoPSigner | undefined
  /** For tokens that are neither Bearer nor DPoP. */
  scheme: string | undefined
  now: () => number
  onEvent: ((event: TokenEvent) => unknown) | undefined
}

/** Sends requests with the tokens of `source`. All requests share what was learnt from refusals. */
export function createAuthorizedSend(
  source: TokenSource,
  { dpop, scheme, now, onEvent }: AuthorizedSendSettings,
): AuthorizedSend {
  const replacement = createTokenReplacement(source, now)

  return async ({ url, method, headers, signal, login, send, rewind }) => {
    const { origin } = url
    const htu = origin + url.pathname
    const emit = onEvent && emitter(onEvent, now, { address: origin })
    const about = { 'http.request.method': method }
    const tried = { proof: false, token: false }
    let nonce: string | undefined
    // the caller's own source or signer may ignore the signal
    const orLeave = <T>(work: () => T | Promise<T>): Promise<T> => orAbort((async () => work())(), signal)
    let token = await orLeave(() => source.getAccessToken(signal && { signal }))
    // a request of one user is never sent as another user, who may log in at any time
    const loginIn = ({ sessionId }: AccessToken) => sessionId ?? source.sessionId?.()
    const id = loginIn(token)
    if (!login.isKnown) Object.assign(login, { id, isKnown: true })
    if (login.id !== id) throw sessionEnded('signed_out')

    for (;;) {
      const { accessToken } = token
      const signer = isBound(token) ? dpop : undefined
      const proof = signer && (await orLeave(() => signer.createProof({ method, url: htu, nonce, accessToken })))
      const sent = authorized(headers, token, proof)
      // in the turn in which the request goes out
      if (source.sessionId && source.sessionId() !== login.id) throw sessionEnded('signed_out')
      const start = now()
      const took = () => ({ ...about, 'grantkit.duration_ms': Math.max(0, now() - start) })
      const response = await send(sent).catch((thrown: unknown) => {
        emit?.('request.failed', { ...took(), 'error.type': signal?.aborted ? 'aborted' : 'network' })
        throw thrown
      })
      emit?.('request.answered', { ...took(), 'http.response.status_code': response.status })
      // most responses aren't refusals, so the signer isn't needed
      if (!signer && response.status !== 401) return response
      const found = await orLeave(() => curesOf(response, htu, accessToken, signer))
      const cure = found.cures.find((each) => !tried[each])
      if (!cure) {
        if (found.cures.includes('token')) replacement.refusedToo(origin)
        return response
      }
      tried[cure] = true
      nonce = cure === 'proof' ? found.nonce : undefined
      if (cure === 'token') {
        const other = await replacement.replace(accessToken, origin, signal).catch((thrown: unknown) => {
          discard(response)
          throw thrown
        })
        if (!other || loginIn(other) !== login.id) return response
        token = other
      }
      if (!(await rewind())) return response
      discard(response)
      emit?.('request.resent', { ...about, 'grantkit.resend.reason': cure })
    }
  }

  function isBound({ tokenType }: AccessToken): boolean {
    if (schemeOf(tokenType) !== 'DPoP') return false
    return !!dpop || misuse('dpop', 'the signer of the source: its tokens are bound to a key')
  }

  /** The headers with token and proof (RFC 6750 section 2.1, RFC 9449 section 7.1). */
  function authorized(given: Headers, { accessToken, tokenType }: AccessToken, proof: string | undefined): Headers {
    const headers = new Headers(given)
    const name =
      schemeOf(tokenType) ??
      scheme ??
      misuse('source', `one whose tokens are of type Bearer or DPoP, or a scheme for ${shown(tokenType)}`)
    // fetch's own error would repeat the value
    try {
      headers.set('authorization', `${name} ${accessToken}`)
    } catch {
      misuse('source', 'one whose tokens a header can carry')
    }
    try {
      if (proof !== undefined) headers.set('dpop', proof)
    } catch {
      misuse('dpop.createProof', 'a string that a header can carry')
    }
    return headers
  }
}

/** The token type if it looks like a name: other texts could be a secret. */
function shown(tokenType: string): string {
  return /^[a-z_]{1,20}$/i.test(tokenType) ? `"${tokenType}"` : 'others'
}

/** Frees the connection of a response that nobody will read. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => {})
}
