import type { DPoPSigner } from 'grantkit'
import { misuse } from 'grantkit/internal'
import type { Emit, TokenEventAttributes } from '../token-event.ts'
import type { AccessToken, TokenSource } from '../token-source.ts'
import { sessionEnded } from '../token-source-error.ts'
import type { Hop } from './hop.ts'
import { cureOf } from './refusal.ts'
import { createRenewal } from './renewal.ts'

/** A request to one address, and how to send it. */
export interface Sending extends Omit<Hop, 'hasBody'> {
  signal: AbortSignal | undefined
  /** As whom the request is made: the same for each address that it goes to. */
  login: Login
  /** Sends it with these headers. */
  send(headers: Headers): Promise<Response>
  /** Makes ready to send it again; false where that can't be. */
  rewind(): Promise<boolean>
}

/** The login whose tokens a request takes, once it is known. */
export interface Login {
  id?: string | undefined
}

/** Sends a request with a token, at most three times: once more with another proof, once more with another token. */
export type AuthorizedSend = (sending: Sending) => Promise<Response>

/** What sends requests with the tokens of `source`; all that it sends share what is learnt from refusals. */
export function createAuthorizedSend(
  source: TokenSource,
  dpop: DPoPSigner | undefined,
  { now, emit }: { now: () => number; emit: Emit },
): AuthorizedSend {
  const renewal = createRenewal(source, now)

  return async (sending) => {
    const { url, method, signal, login, send, rewind } = sending
    const htu = url.origin + url.pathname
    const before = source.sessionId?.()
    let token = await source.getAccessToken(signal && { signal })
    const session = before ?? source.sessionId?.()
    if (!('id' in login)) login.id = session
    if (login.id !== session) throw sessionEnded('signed_out')
    let nonce: string | undefined
    const tried = { proof: false, token: false }

    for (;;) {
      const { accessToken } = token
      const signer = isBound(token) ? dpop : undefined
      const proof = signer && (await signer.createProof({ method, url: htu, nonce, accessToken }))
      const response = await send(authorized(sending.headers, token, proof))
      // most answers are no refusal, and have nothing to tell a signer
      const cure = signer || response.status === 401 ? await cureOf(response, htu, accessToken, signer) : undefined
      if (!cure) return response
      if (tried[cure.of]) {
        if (cure.of === 'token') renewal.wasInVain()
        return response
      }
      tried[cure.of] = true
      if (cure.of === 'proof') {
        nonce = cure.nonce
      } else {
        nonce = undefined
        const other = await renewal.insteadOf(accessToken, signal).catch((thrown: unknown) => {
          discard(response)
          throw thrown
        })
        // what one user asked for is never asked for again as another, who may have logged in meanwhile
        if (!other || source.sessionId?.() !== session) return response
        token = other
      }
      if (!(await rewind())) return response
      discard(response)
      emit('request.resent', { ...peerOf(url), 'grantkit.resend.reason': cure.of, 'http.request.method': method })
    }

    function isBound({ tokenType }: AccessToken): boolean {
      if (!/^dpop$/i.test(tokenType)) return false
      return !!dpop || misuse('dpop', 'the signer that the source has, for its tokens are bound to a key')
    }
  }
}

/** Frees the connection of an answer that nobody will read. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => {})
}

function peerOf({ hostname, port, protocol }: URL): TokenEventAttributes {
  return { 'server.address': hostname, 'server.port': +port || (protocol === 'http:' ? 80 : 443) }
}

/** The headers with what authorizes them (RFC 6750 section 2.1, RFC 9449 section 7.1). */
function authorized(headers: Headers, { accessToken, tokenType }: AccessToken, proof: string | undefined): Headers {
  const result = new Headers(headers)
  if (proof === undefined && !/^bearer$/i.test(tokenType))
    misuse('source', 'one whose tokens are of type Bearer or DPoP')
  // fetch's own error would repeat the value
  try {
    result.set('authorization', `${proof === undefined ? 'Bearer' : 'DPoP'} ${accessToken}`)
  } catch {
    misuse('source', 'one whose tokens a header can carry')
  }
  try {
    if (proof !== undefined) result.set('dpop', proof)
  } catch {
    misuse('dpop.createProof', 'a string that a header can carry')
  }
  return result
}
