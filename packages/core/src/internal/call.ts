import { noAnswer } from './answer.ts'
import { attempt, type Call } from './attempt.ts'
import { checkOptions, type RequestOptions } from './options.ts'
import { type Accept, type Refusal, read } from './read.ts'
import type { Failure, SuccessMembers } from './response.ts'
import { send } from './send.ts'
import { silently } from './silent.ts'

/**
 * Sends the call that `prepare` makes and reads the response. Resolves after `timeoutMs` and rejects when the caller's signal
 * aborts, even if `fetch` ignores its signal.
 */
export function call<Members extends object>(
  prepare: () => Call,
  options: RequestOptions,
  accept: Accept<Members>,
  refusal?: Refusal,
): Promise<(SuccessMembers & Members) | Failure> {
  // one promise, because each async function in between would delay every request by a microtask
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
    const cleanUp = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
    const end = (): void => {
      // stop reading, even if the body arrives after the call has ended
      if (answer.code) silently(() => answer.reader?.cancel())
      // after a stop, the request that was aborted ends too, and calls this again
      if (controller.signal.aborted) return
      cleanUp()
      if (answer.code) controller.abort()
      resolve(read(answer, accept, call, refusal))
    }
    // most calls need no proof, and `attempt` would delay them by another microtask
    const sending = call.dpop || call.proven ? attempt(call, options, answer) : send(call, options, answer)
    sending.then(end).catch((thrown) => {
      cleanUp()
      reject(thrown)
    })
  })
}
