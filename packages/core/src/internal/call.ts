import { noAnswer } from './answer.ts'
import { startDeadline } from './deadline.ts'
import type { DPoPSigner } from './dpop.ts'
import { headersOf } from './headers.ts'
import { jsonOf } from './json.ts'
import { maskOf } from './mask.ts'
import { textIn } from './members.ts'
import { checkOptions, type RequestOptions } from './options.ts'
import { proofRefusal } from './proof-refusal.ts'
import { type Accept, type Refusal, read } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'
import { nonceIn, serverTime } from './response-headers.ts'
import { type Sent, send } from './send.ts'
import { tell } from './tell.ts'

/** One request to an endpoint, checked and ready to be sent. */
export interface Call extends Omit<Sent, 'signal' | 'redirect'> {
  url: string
  /** What must not show in an error, beside what is sent. */
  secrets?: (string | undefined)[]
  dpop?: DPoPSigner | undefined
  /** The token that a DPoP proof is bound to (RFC 9449 section 7). */
  accessToken?: string
  /** Makes body and headers of an attempt, if each needs its own proof of who the client is. */
  proven?: () => Promise<Pick<Sent, 'body' | 'headers'>>
}

/**
 * Sends what `prepare` makes and reads the answer; once more if a DPoP proof lacked a nonce (RFC 9449 section 8) or was dated
 * wrong. Resolves after `timeoutMs` and rejects when the caller's signal aborts, even if `fetch` ignores its signal.
 */
export function call<Members extends object>(
  prepare: () => Call,
  options: RequestOptions,
  accept: Accept<Members>,
  refusal?: Refusal,
): Promise<(SuccessMembers & Members) | Failure> {
  // one promise: each async function in between would cost every request a turn
  return new Promise((resolve, reject) => {
    checkOptions(options)
    const { signal } = options
    const { method, url, headers, body, secrets = [], dpop, accessToken, proven } = prepare()
    if (signal?.aborted) throw signal.reason
    const answer = noAnswer()
    const controller = new AbortController()
    const sent: Sent = { method, headers, signal: controller.signal, redirect: 'manual', ...(body && { body }) }
    const once = (): Promise<void> => send(url, sent, options, answer)

    const attempt = async (nonce?: string, again?: boolean): Promise<void> => {
      sent.headers = headers
      if (proven) Object.assign(sent, await proven())
      if (dpop) {
        const proof = await dpop.createProof({ method, url, nonce, accessToken })
        sent.headers = { ...sent.headers, ...headersOf({ dpop: proof }, 'dpop.createProof') }
      }
      // making these may have taken until after the end
      if (!answer.code) await once()
      if (!dpop) return
      const { headers: came, httpStatus } = answer
      const fresh = nonceIn(came)
      const time = serverTime(came.date, came.age)
      tell(() => fresh && dpop.rememberNonce?.(url, fresh, accessToken))
      const wanted = proofRefusal(httpStatus > 399 && came['www-authenticate'], textIn(jsonOf(answer, []), 'error'))
      const isMisdated = () => time > 0 && dpop.rememberTime?.(url, time)
      const curable = wanted === 'use_dpop_nonce' ? fresh : wanted && (await tell(isMisdated))
      if (curable && !again && !answer.code) {
        Object.assign(answer, noAnswer())
        await attempt(fresh, true)
      }
    }

    const end = (): void => {
      // nothing more is read, not even a body that arrives after the call has ended
      if (answer.code) answer.reader?.cancel().catch(() => {})
      // what was stopped comes to its own end later
      if (controller.signal.aborted) return
      callOff()
      if (answer.code) controller.abort()
      resolve(read(answer, accept, () => maskOf(sent, secrets), url, refusal))
    }
    const stop = (thrown: unknown): void => {
      answer.code = 'timeout'
      answer.thrown = thrown
      if (signal?.aborted) reject(signal.reason)
      end()
    }
    const callOff = startDeadline(options, stop)
    // most need no proof, and an attempt around what is sent once would cost another turn
    const sending = dpop || proven ? attempt() : once()
    sending.then(end).catch((thrown) => {
      callOff()
      reject(thrown)
    })
  })
}
