import { describe, expect, test } from 'vitest'
import { createTokenFetch, type TokenFetchOptions } from '../index.ts'
import { api, invalidToken, ok } from '../testing/api.ts'
import { fakeSource } from '../testing/fake-source.ts'

const url = 'https://api.example/things'
const make = (fetch: ReturnType<typeof api>, more: Partial<TokenFetchOptions> = {}) =>
  createTokenFetch(fakeSource(), { origins: ['https://api.example'], fetch, ...more })

const form = () => {
  const data = new FormData()
  data.set('name', 'value')
  return data
}
const bytes = () => new TextEncoder().encode('bytes')

const bodies: [string, () => BodyInit, string | RegExp][] = [
  ['text', () => 'text', 'text'],
  ['empty text', () => '', ''],
  ['URLSearchParams', () => new URLSearchParams({ a: 'b c' }), 'a=b+c'],
  ['FormData', form, /name="name"\r\n\r\nvalue\r\n/],
  ['a Blob', () => new Blob(['blob'], { type: 'text/plain' }), 'blob'],
  ['bytes', bytes, 'bytes'],
  ['an ArrayBuffer', () => bytes().buffer, 'bytes'],
  ['a DataView', () => new DataView(bytes().buffer), 'bytes'],
]

describe('a body', () => {
  test.each(bodies)('of %s is sent again after a 401 (PAIN 30)', async (_, body, expected) => {
    const fetch = api(invalidToken(), ok())
    expect((await make(fetch)(url, { method: 'POST', body: body() })).status).toBe(200)
    const [first, second] = fetch.requests
    expect(first?.body).toMatch(expected)
    expect(second?.body).toMatch(expected)
    expect(second?.method).toBe('POST')
    expect(second?.headers.get('content-type')?.slice(0, 19)).toBe(first?.headers.get('content-type')?.slice(0, 19))
  })

  test.each(bodies)('of %s in a Request is sent again after a 401 (PAIN 30)', async (_, body, expected) => {
    const fetch = api(invalidToken(), ok())
    const request = new Request(url, { method: 'PUT', body: body() })
    expect((await make(fetch)(request)).status).toBe(200)
    const [first, second] = fetch.requests
    expect(first?.body).toMatch(expected)
    expect(second?.body).toBe(first?.body)
    expect(second?.method).toBe('PUT')
    expect(second?.headers.get('content-type')).toBe(first?.headers.get('content-type'))
  })

  test('of a stream is never sent again: the 401 is returned, and the token is refreshed for the next call (PAIN 30)', async () => {
    let pulled = 0
    const source = fakeSource()
    const init = () => {
      const body = new ReadableStream({
        pull(controller) {
          pulled++
          controller.enqueue(bytes())
          controller.close()
        },
      })
      return { method: 'POST', body, duplex: 'half' }
    }
    // not every engine can send a stream, so that it is only taken
    const seen: unknown[] = []
    const fetch = async (_: unknown, given?: RequestInit) => {
      const reader = (given as { body: ReadableStream }).body.getReader()
      seen.push((await reader.read()).value)
      return invalidToken()
    }
    const tokenFetch = createTokenFetch(source, { origins: ['https://api.example'], fetch })
    const response = await tokenFetch(url, init())
    expect(await response.text()).toBe('refused')
    expect(seen).toEqual([bytes()])
    expect(pulled).toBe(1)
    expect(source.renewals).toBe(1)
  })

  test('that is an async iterable is a stream too', async () => {
    async function* parts() {
      yield bytes()
    }
    const seen: unknown[] = []
    const fetch = async (_: unknown, init?: RequestInit) => {
      seen.push(init?.body)
      return invalidToken()
    }
    const body = parts() as unknown as BodyInit
    await createTokenFetch(fakeSource(), { origins: ['https://api.example'], fetch })(url, { method: 'POST', body })
    expect(seen).toEqual([body])
  })

  test.each([
    ['within the limit', 10, 2],
    ['over the limit', 9, 1],
    ['where nothing is to be copied', 0, 1],
  ])('of a Request is copied for a second attempt %s', async (_, maxCopiedBytes, sent) => {
    const fetch = api(...[invalidToken(), ok()].slice(0, sent))
    const request = new Request(url, { method: 'POST', body: '0123456789' })
    const response = await make(fetch, { maxCopiedBytes })(request)
    expect(response.status).toBe(sent === 2 ? 200 : 401)
    expect(fetch.requests.map(({ body }) => body)).toEqual(Array(sent).fill('0123456789'))
  })

  test('of a Request that has been read is refused by fetch', async () => {
    const request = new Request(url, { method: 'POST', body: 'x' })
    await request.text()
    await expect(make(api())(request)).rejects.toThrow(TypeError)
  })

  test('of init wins over that of a Request, which stays unread', async () => {
    const fetch = api(invalidToken(), ok())
    const request = new Request(url, { method: 'POST', body: 'one' })
    await make(fetch)(request, { body: 'two' })
    expect(fetch.requests.map(({ body }) => body)).toEqual(['two', 'two'])
  })
})
