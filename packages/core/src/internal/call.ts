import { noAnswer } from './answer.ts'
import { attempt, type Call } from './attempt.ts'
import { checkOptions, type RequestOptions } from './options.ts'
import { type Accept, type Refusal, read } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'
import { send } from './send.ts'
import { tell } from './tell.ts'

/**
 * Sends what `prepare` makes and reads the answer. Resolves after `timeoutMs` and rejects when the caller's signal aborts, even
 * if `fetch` ignores its signal.
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
    const { signal, timeoutMs = 10_000 } = options
    const call = prepare()
    if (signal?.aborted) throw signal.reason
    const answer = noAnswer()
    const controller = new AbortController()
    call.signal = controller.signal

    const stop = (): void => {
      answer.code = 'timeout'
      answer.thrown = new Error(`no complete response within timeoutMs (${timeoutMs})`)
      if (signal?.aborted) reject(signal.reason)
      end()
    }
    const timer = setTimeout(stop, timeoutMs)
    signal?.addEventListener('abort', stop)
    const callOff = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
    const end = (): void => {
      // nothing more is read, not even a body that arrives after the call has ended
      if (answer.code) tell(() => answer.reader?.cancel())
      // what was stopped comes to its own end later
      if (controller.signal.aborted) return
      callOff()
      if (answer.code) controller.abort()
      resolve(read(answer, accept, call, refusal))
    }
    // most need no proof, and an attempt around what is sent once would cost another turn
    const sending = call.dpop || call.proven ? attempt(call, options, answer) : send(call, options, answer)
    sending.then(end).catch((thrown) => {
      callOff()
      reject(thrown)
    })
  })
}
