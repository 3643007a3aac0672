import { noAnswer } from './answer.ts'
import { withDeadline } from './deadline.ts'
import type { DPoPSigner } from './dpop.ts'
import { headersOf } from './headers.ts'
import { jsonOf } from './json.ts'
import { maskOf } from './mask.ts'
import { textIn } from './members.ts'
import { checkOptions, type RequestOptions } from './options.ts'
import { proofRefusal } from './proof-refusal.ts'
import { type Accept, type Refusal, read } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'
import { nonceIn } from './response-headers.ts'
import { type Sent, send } from './send.ts'

/** One request to an endpoint, checked and ready to be sent. */
export interface Call extends Sent {
  url: string
  /** What must not show in an error, beside what is sent. */
  secrets?: (string | undefined)[]
  dpop?: DPoPSigner | undefined
  /** The token that a DPoP proof is bound to (RFC 9449 section 7). */
  accessToken?: string
  /** Makes body and headers of an attempt, if each needs its own proof of who the client is. */
  proven?: () => Promise<Pick<Sent, 'body' | 'headers'>>
}

/** Sends what `prepare` makes and reads the answer; once more where a DPoP proof lacked a nonce (RFC 9449 section 8) or was dated wrong. */
export async function call<Members extends object>(
  prepare: () => Call,
  options: RequestOptions,
  accept: Accept<Members>,
  refusal?: Refusal,
): Promise<(SuccessMembers & Members) | Failure> {
  checkOptions(options)
  const { method, url, headers, body, secrets = [], dpop, accessToken, proven } = prepare()
  const answer = noAnswer()
  const sent: Sent = { method, headers, ...(body && { body }) }

  const attempt = async (signal: AbortSignal, nonce?: string, again?: boolean): Promise<void> => {
    sent.headers = headers
    if (proven) Object.assign(sent, await proven())
    if (dpop) {
      const proof = await dpop.createProof({ method, url, nonce, accessToken })
      sent.headers = { ...sent.headers, ...headersOf({ dpop: proof }, 'dpop.createProof') }
    }
    // making these may have taken until after the end
    if (!answer.code) await send(url, sent, signal, options, answer)
    if (!dpop) return
    const { date, 'www-authenticate': challenge } = answer.headers
    const fresh = nonceIn(answer.headers)
    // a signer's failing memory may cost a round trip later, but never the token that just came
    const remember = async () => fresh && dpop.rememberNonce?.(url, fresh, accessToken)
    remember().catch(() => {})
    const compare = async () => date && dpop.rememberTime?.(url, Date.parse(date))
    const misdated = await compare().catch(() => {})
    const wanted = proofRefusal(answer.httpStatus > 399 && challenge, textIn(jsonOf(answer, []), 'error'))
    const curable = wanted === 'use_dpop_nonce' ? fresh : wanted && misdated
    if (curable && !again && !answer.code) {
      Object.assign(answer, noAnswer())
      await attempt(signal, fresh, true)
    }
  }

  // most need no proof or assertion, and an attempt around what is sent once would cost another turn
  const once = (signal: AbortSignal) => send(url, sent, signal, options, answer)
  await withDeadline(options, answer, dpop || proven ? attempt : once)
  return read(answer, accept, () => maskOf(sent, secrets), url, refusal)
}
