import { afterEach, expect, test, vi } from 'vitest'
import { createTokenFetch } from '../index.ts'
import { api, invalidToken, ok } from '../testing/api.ts'
import { fakeSource } from '../testing/fake-source.ts'

// not every browser takes a stream for the body of a Request
const url = 'https://api.example/things'
const origins = ['https://api.example']
const requestOf = (body: ReadableStream) => new Request(url, { method: 'POST', body, duplex: 'half' } as RequestInit)

afterEach(() => {
  vi.useRealTimers()
})

/** A stream that gives its parts and, if it is to end, ends. */
function streamOf(parts: string[], ends: boolean): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
      if (ends) controller.close()
    },
  })
}

test('a Request whose stream came to its end is sent again with what the stream had', async () => {
  const fetch = api(invalidToken(), ok())
  const response = await createTokenFetch(fakeSource(), { origins, fetch })(requestOf(streamOf(['one ', 'two'], true)))
  expect(response.status).toBe(200)
  expect(fetch.requests.map(({ body }) => body)).toEqual(['one two', 'one two'])
})

test('a Request whose stream continues when the API has answered is not waited for, and is not sent again (PAIN 30)', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let sent = 0
  const fetch = async () => {
    sent++
    return invalidToken()
  }
  const asking = createTokenFetch(fakeSource(), { origins, fetch })(requestOf(streamOf(['one '], false)))
  await vi.advanceTimersByTimeAsync(100)
  expect((await asking).status).toBe(401)
  expect(sent).toBe(1)
})

test('a Request whose stream breaks is not sent again, and the answer is what the API said', async () => {
  const broken = new ReadableStream({
    start: (controller) => controller.error(new Error('the file is gone')),
  })
  const fetch = async () => invalidToken()
  const response = await createTokenFetch(fakeSource(), { origins, fetch })(requestOf(broken))
  expect(response.status).toBe(401)
})

test('a stream is pulled no further ahead of the network than the limit of what is copied', async () => {
  let pulled = 0
  const endless = new ReadableStream(
    {
      pull(controller) {
        pulled += 1000
        controller.enqueue(new Uint8Array(1000))
      },
    },
    { highWaterMark: 0 },
  )
  const fetch = async () => {
    await new Promise((resolve) => setTimeout(resolve))
    return ok()
  }
  await createTokenFetch(fakeSource(), { origins, fetch, maxCopiedBytes: 10_000 })(requestOf(endless))
  expect(pulled).toBeGreaterThan(0)
  expect(pulled).toBeLessThan(15_000)
})

test('a stream that nobody wants any longer is let go of', async () => {
  const cancelled = vi.fn()
  const endless = new ReadableStream({ cancel: cancelled })
  const fetch = async (input: string | URL | Request) => {
    // as fetch does with what an API hasn't read when it answers
    ;(input as Request).body?.cancel()
    return ok()
  }
  await createTokenFetch(fakeSource(), { origins, fetch })(requestOf(endless))
  expect(cancelled).toHaveBeenCalledOnce()
})
