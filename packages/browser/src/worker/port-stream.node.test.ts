import { expect, test } from 'vitest'
import { receiveStream, sendStream } from './port-stream.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A stream over a port, and what became of its source. */
function overPort(parts: (Uint8Array | string | Error)[], signal = new AbortController().signal) {
  const { port1, port2 } = new MessageChannel()
  const seen = { pulls: 0, cancelled: false, sent: 0, received: 0 }
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.pulls++
        const part = parts.shift()
        if (part === undefined) controller.close()
        else if (part instanceof Error) controller.error(part)
        else controller.enqueue(part as Uint8Array)
      },
      cancel() {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  sendStream(port1, source, signal, () => seen.sent++)
  const stream = receiveStream(port2, [signal], () => seen.received++)
  return { stream, seen }
}

test('a body crosses a port unchanged', async () => {
  const part = bytes('a stream')
  const { stream, seen } = overPort([part, bytes(' of bytes')])
  expect(await new Response(stream).text()).toBe('a stream of bytes')
  // the memory of the sender is its own
  expect(part.byteLength).toBe(8)
  expect([seen.sent, seen.received]).toEqual([1, 1])
})

test('a slow reader gets one chunk at a time', async () => {
  const parts = Array.from({ length: 50 }, () => new Uint8Array(20_000))
  const { stream, seen } = overPort(parts)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(seen.pulls).toBeLessThan(10)
  expect((await new Response(stream).arrayBuffer()).byteLength).toBe(1_000_000)
})

test('an error of the source reaches the reader, without its content', async () => {
  const { stream, seen } = overPort([bytes('a'), Object.assign(new Error('secret-token'), { name: 'Odd' })])
  const error = await new Response(stream).text().catch((thrown) => thrown)
  expect(`${error}`).toBe('Error: the worker failed')
  expect([seen.sent, seen.received]).toEqual([1, 1])
})

test('a source of strings is refused by name', async () => {
  const { stream } = overPort(['text'])
  await expect(new Response(stream).text()).rejects.toThrow('body: pass a stream of Uint8Array')
})

test('a reader that cancels ends the source', async () => {
  const { stream, seen } = overPort([bytes('a'), new Uint8Array(100_000), bytes('b')])
  const reader = stream.getReader()
  await reader.read()
  await reader.cancel()
  await expect.poll(() => seen.cancelled).toBe(true)
  expect(seen.received).toBe(1)
})

test('a signal ends both sides, with its reason', async () => {
  const stop = new AbortController()
  const { stream, seen } = overPort([bytes('a'), new Uint8Array(100_000), bytes('b')], stop.signal)
  const text = new Response(stream).text()
  stop.abort(new Error('enough'))
  await expect(text).rejects.toThrow('enough')
  await expect.poll(() => seen.cancelled).toBe(true)
  const { stream: late } = overPort([bytes('a')], stop.signal)
  await expect(new Response(late).text()).rejects.toThrow('enough')
})
