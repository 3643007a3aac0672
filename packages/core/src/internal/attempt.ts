import { type Answer, noAnswer } from './answer.ts'
import type { DPoPSigner } from './dpop.ts'
import { headersOf } from './headers.ts'
import { jsonOf } from './json.ts'
import { textIn } from './members.ts'
import type { RequestOptions } from './options.ts'
import { proofRefusal } from './proof-refusal.ts'
import { nonceIn, serverTime } from './response-headers.ts'
import { type Sent, send } from './send.ts'
import { silently } from './silent.ts'

/** One request to an endpoint, validated and ready to be sent. */
export interface Call extends Sent {
  /** Values to mask in errors, in addition to the form and the headers. */
  secrets?: (string | undefined)[]
  dpop?: DPoPSigner | undefined
  /** The token that a DPoP proof is bound to (RFC 9449 section 7). */
  accessToken?: string
  /** Makes the body and headers of an attempt, if each attempt needs its own client assertion or the like. */
  proven?: () => Promise<Pick<Sent, 'body' | 'headers'>>
}

/**
 * Sends a call with new proofs. Retries once if the server refused the DPoP proof because it lacked a nonce (RFC 9449 section 8)
 * or because its time was wrong.
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
    // the call may have timed out or been aborted while the proofs were made
    if (!answer.code) await send(call, options, answer)
    if (!dpop) return
    const came = answer.headers
    const fresh = nonceIn(came)
    const time = serverTime(came.date, came.age)
    silently(() => fresh && dpop.rememberNonce?.(url, fresh, accessToken))
    const wanted = proofRefusal(
      answer.httpStatus > 399 && came['www-authenticate'],
      textIn(jsonOf(answer, []), 'error'),
    )
    const isMisdated = () => time > 0 && dpop.rememberTime?.(url, time)
    const curable = wanted === 'use_dpop_nonce' ? fresh : wanted && (await silently(isMisdated))
    if (!curable || isLast || answer.code) return
    nonce = fresh
    Object.assign(answer, noAnswer())
  }
}
