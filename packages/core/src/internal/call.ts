import { noAnswer } from './answer.ts'
import { withDeadline } from './deadline.ts'
import type { DPoPSigner } from './dpop.ts'
import { setHeader } from './headers.ts'
import { jsonOf } from './json.ts'
import { maskOf } from './mask.ts'
import type { RequestOptions } from './options.ts'
import { type Accept, read } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'
import { type Sent, send } from './send.ts'

/** One request to an endpoint, checked and ready to be sent. */
export interface Call extends Sent {
  url: string
  /** What must not show in an error, beside what is sent. */
  secret?: string | undefined
  dpop?: DPoPSigner | undefined
  /** The token that a DPoP proof is bound to (RFC 9449 section 7). */
  accessToken?: string
  /** Makes the body of an attempt where each needs one of its own. */
  freshBody?: (() => Promise<URLSearchParams>) | undefined
}

/** Sends a call and reads its answer; once more where the server asks for a DPoP nonce (RFC 9449 section 8). */
export async function call<Members extends object>(
  { url, secret, dpop, accessToken, freshBody, ...sent }: Call,
  options: RequestOptions,
  accept: Accept<Members>,
): Promise<(SuccessMembers & Members) | Failure> {
  const answer = noAnswer()

  const attempt = async (signal: AbortSignal, nonce?: string): Promise<void> => {
    if (freshBody) sent.body = await freshBody()
    if (dpop) {
      const { method } = sent
      const proof = await dpop.createProof({
        method,
        url,
        ...(nonce && { nonce }),
        ...(accessToken && { accessToken }),
      })
      sent.headers = { ...sent.headers }
      setHeader(sent.headers, 'dpop', proof, 'dpop.createProof')
    }
    if (!signal.aborted) await send(url, sent, signal, options, answer)
    const fresh = answer.headers['dpop-nonce']
    if (!dpop || !fresh) return
    try {
      dpop.rememberNonce?.(url, fresh)
    } catch {
      // a signer's failing memory may cost a round trip later, but never the token that just came
    }
    const wanted = `${jsonOf(answer, [])?.error} ${answer.headers['www-authenticate']}`
    if (!nonce && !answer.code && /\buse_dpop_nonce\b/.test(wanted)) {
      Object.assign(answer, noAnswer())
      await attempt(signal, fresh)
    }
  }

  await withDeadline(options, answer, attempt)
  return read(answer, accept, () => maskOf(sent, secret))
}
