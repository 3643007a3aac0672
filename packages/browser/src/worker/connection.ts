import type { TokenEvent } from '@grantkit/tokens'
import { TokenSourceError } from '@grantkit/tokens/token-source-error'
import { onHolderEnd } from './liveness-lock.ts'
import { type Ask, type PagePort, workerMessageIn } from './messages.ts'
import { errorOf } from './wire-error.ts'

export interface Asking {
  /** Ends the wait and tells the worker. */
  signal?: AbortSignal | null | undefined
  transfer?: Transferable[]
}

/** Requests to a worker, and its responses. */
export interface Connection {
  /** The worker's response. Rejects with the worker's error, the error of `over`, or the signal's reason. */
  ask(question: Ask, options?: Asking): Promise<unknown>
  /** Watches whether the worker is alive until the returned function is called. Each request does so itself. */
  watch(): () => void
  /** Watches for this lock of the worker from now on. */
  setLock(name: string | undefined): void
  /** The id of the session at the time of the worker's last message. */
  sessionId(): string | undefined
  /** Aborts, with the error for callers, once the worker has ended or died. */
  over: AbortSignal
  /** Ends the connection. Waiting calls reject with the error. */
  end(error: Error): void
}

/** Talks to the worker at the other end of a port. */
export function createConnection(port: PagePort, onEvent: (event: TokenEvent) => void): Connection {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  const over = new AbortController()
  let questions = 0
  let watchers = 0
  let lock: string | undefined
  let watching: AbortController | undefined
  let session: string | undefined

  const end: Connection['end'] = (error) => {
    over.abort(error)
    watching?.abort()
    for (const { reject } of [...waiting.values()]) reject(error)
  }
  const died = (): void => end(new TokenSourceError('store_failed', 'the worker has stopped', { transient: true }))
  const look = (): void => {
    const isNeeded = watchers > 0 && !over.signal.aborted
    if (isNeeded && !watching && lock !== undefined) {
      watching = new AbortController()
      onHolderEnd(lock, died, watching.signal)
    }
    // an idle page must not wait for a lock: it would be kept out of the back/forward cache
    if (!isNeeded) {
      watching?.abort()
      watching = undefined
    }
  }
  const watch: Connection['watch'] = () => {
    let isOn = true
    watchers++
    look()
    return () => {
      if (isOn) watchers--
      isOn = false
      look()
    }
  }

  port.addEventListener('message', ({ data }) => {
    const message = workerMessageIn(data)
    if (!message || over.signal.aborted) return
    session = message.session
    if (message.grantkit === 'event') onEvent(message.event)
    else if (message.grantkit === 'ended') end(signedOut())
    else if ('error' in message) waiting.get(message.id)?.reject(errorOf(message.error))
    else waiting.get(message.id)?.resolve(message.value)
  })

  return {
    watch,
    setLock(name) {
      lock = name
      look()
    },
    sessionId: () => session,
    over: over.signal,
    end,
    ask: (question, { signal, transfer = [] } = {}) =>
      new Promise((resolve, reject) => {
        const reason = [over.signal, signal].find((each) => each?.aborted)?.reason
        if (reason !== undefined) return reject(reason)
        const id = ++questions
        const unwatch = watch()
        const settled = (): void => {
          waiting.delete(id)
          signal?.removeEventListener('abort', abort)
          unwatch()
        }
        const abort = (): void => {
          settled()
          port.postMessage({ grantkit: 'abort', id })
          reject(signal?.reason)
        }
        waiting.set(id, {
          resolve(value) {
            settled()
            resolve(value)
          },
          reject(error) {
            settled()
            reject(error)
          },
        })
        signal?.addEventListener('abort', abort)
        try {
          port.postMessage({ grantkit: 'ask', id, ask: question }, transfer)
        } catch (error) {
          settled()
          reject(error)
        }
      }),
  }
}

/** The error of a worker that ended because the user signed out. */
function signedOut(): TokenSourceError {
  return new TokenSourceError('session_ended', 'the session ended: signed_out', { reason: 'signed_out' })
}
