import { errorOf, wireErrorOf } from './wire-error.ts'

// A body is sent over its own port, chunk by chunk: not every browser can transfer a stream to another thread.
// The receiver posts 'pull' or 'cancel'; the sender a chunk, 'end' or an error.

/** Sends a stream, as fast as the other side requests it. `onEnd` is called at its end. */
export function sendStream(
  port: MessagePort,
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onEnd: () => void = () => {},
): void {
  const reader = stream.getReader()
  const stop = (reason: unknown): void => {
    reader.cancel(reason).catch(() => {})
    port.close()
    onEnd()
  }
  signal.addEventListener('abort', () => stop(signal.reason), { once: true })
  port.onmessage = async ({ data }) => {
    if (data !== 'pull') return stop(undefined)
    try {
      const { done, value } = await reader.read()
      if (done) {
        onEnd()
        return port.postMessage('end')
      }
      if (!(value instanceof Uint8Array)) throw new TypeError('body: pass a stream of Uint8Array')
      // a copy: the sender keeps its own memory
      const chunk = value.slice()
      port.postMessage(chunk, [chunk.buffer])
    } catch (error) {
      onEnd()
      port.postMessage(wireErrorOf(error))
    }
  }
}

/** How much is requested ahead, in bytes, so that a small body arrives even if nobody reads it. */
const aheadBytes = 65_536

/** The stream that comes over a port. It fails if one of the signals is aborted. `onEnd` is called at its end. */
export function receiveStream(
  port: MessagePort,
  signals: readonly AbortSignal[],
  onEnd: () => void = () => {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let arrived: () => void = () => {}
  const end = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', abort)
    port.close()
    arrived()
    onEnd()
  }
  let abort: () => void
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        const fail = (error: unknown): void => {
          controller.error(error)
          end()
        }
        abort = () => {
          port.postMessage('cancel')
          fail(signals.find(({ aborted }) => aborted)?.reason)
        }
        port.onmessage = ({ data }) => {
          if (data instanceof Uint8Array) {
            controller.enqueue(data as Uint8Array<ArrayBuffer>)
            arrived()
          } else if (data === 'end') {
            controller.close()
            end()
          } else fail(errorOf(data))
        }
        if (signals.some(({ aborted }) => aborted)) abort()
        else for (const signal of signals) signal.addEventListener('abort', abort)
      },
      pull() {
        port.postMessage('pull')
        return new Promise<void>((resolve) => {
          arrived = resolve
        })
      },
      cancel() {
        port.postMessage('cancel')
        end()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: aheadBytes }),
  )
}
