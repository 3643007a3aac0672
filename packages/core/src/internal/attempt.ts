import { type Answer, noAnswer } from './answer.ts'
import type { DPoPSigner } from './dpop.ts'
import { headersOf } from './headers.ts'
import { jsonOf } from './json.ts'
import { textIn } from './members.ts'
import type { RequestOptions } from './options.ts'
import { proofRefusal } from './proof-refusal.ts'
import { nonceIn, serverTime } from './response-headers.ts'
import { type Sent, send } from './send.ts'
import { tell } from './tell.ts'

/** One request to an endpoint, checked and ready to be sent. */
export interface Call extends Sent {
  /** What must not show in an error, beside what is sent. */
  secrets?: (string | undefined)[]
  dpop?: DPoPSigner | undefined
  /** The token that a DPoP proof is bound to (RFC 9449 section 7). */
  accessToken?: string
  /** Makes body and headers of an attempt, if each needs its own proof of who the client is. */
  proven?: () => Promise<Pick<Sent, 'body' | 'headers'>>
}

/**
 * Sends a call with proofs that are made for this attempt; once more if a DPoP proof lacked a nonce (RFC 9449 section 8) or was
 * dated wrong.
 */
export async function attempt(call: Call, options: RequestOptions, answer: Answer): Promise<void> {
  const { method, url, headers, dpop, accessToken, proven } = call
  let nonce: string | undefined
  for (const isLast of [false, true]) {
    call.headers = headers
    if (proven) Object.assign(call, await proven())
    if (dpop) {
      const proof = await dpop.createProof({ method, url, nonce, accessToken })
      call.headers = { ...call.headers, ...headersOf({ dpop: proof }, 'dpop.createProof') }
    }
    // making these may have taken until after the end
    if (!answer.code) await send(call, options, answer)
    if (!dpop) return
    const came = answer.headers
    const fresh = nonceIn(came)
    const time = serverTime(came.date, came.age)
    tell(() => fresh && dpop.rememberNonce?.(url, fresh, accessToken))
    const wanted = proofRefusal(
      answer.httpStatus > 399 && came['www-authenticate'],
      textIn(jsonOf(answer, []), 'error'),
    )
    const isMisdated = () => time > 0 && dpop.rememberTime?.(url, time)
    const curable = wanted === 'use_dpop_nonce' ? fresh : wanted && (await tell(isMisdated))
    if (!curable || isLast || answer.code) return
    nonce = fresh
    Object.assign(answer, noAnswer())
  }
}
