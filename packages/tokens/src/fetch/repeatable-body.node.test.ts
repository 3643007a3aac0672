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

test('a Request is sent again with the same body if its stream has ended', async () => {
  const fetch = api(invalidToken(), ok())
  const response = await createTokenFetch(fakeSource(), { origins, fetch })(requestOf(streamOf(['one ', 'two'], true)))
  expect(response.status).toBe(200)
  expect(fetch.requests.map(({ body }) => body)).toEqual(['one two', 'one two'])
})

test('a Request is not sent again if its stream is still open when the API responds (PAIN 30)', async () => {
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

test("a Request is not sent again if its stream fails, and the API's response is returned", async () => {
  const broken = new ReadableStream({
    start: (controller) => controller.error(new Error('the file is gone')),
  })
  const fetch = async () => invalidToken()
  const response = await createTokenFetch(fakeSource(), { origins, fetch })(requestOf(broken))
  expect(response.status).toBe(401)
})

test('a stream is read ahead of the network only up to the limit of the copy', async () => {
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

test('an unused stream is cancelled', async () => {
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
