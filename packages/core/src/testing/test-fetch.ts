import { expect, onTestFinished } from 'vitest'

/** A request as the fetch under test saw it. */
export interface Seen {
  url: string
  init: RequestInit
  headers: Headers
  form: URLSearchParams
}

/** A response, a function that makes one, or an error to throw. */
export type Reply = Response | Error | ((seen: Seen) => Response | Promise<Response>)

export interface TestFetch {
  (url: string, init: RequestInit): Promise<Response>
  requests: Seen[]
}

/**
 * A fetch that returns its replies in order. The test fails if there are more or fewer requests than replies. So `testFetch()`
 * means that nothing may be sent.
 */
export function testFetch(...replies: Reply[]): TestFetch {
  const requests: Seen[] = []
  onTestFinished(() => expect(requests, 'requests').toHaveLength(replies.length))
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const seen: Seen = {
      url,
      init,
      headers: new Headers(init.headers),
      form: new URLSearchParams(init.body as string | URLSearchParams),
    }
    const reply = replies[requests.push(seen) - 1]
    if (reply === undefined) throw new Error('nobody asked for this request')
    if (reply instanceof Error) throw reply
    return typeof reply === 'function' ? reply(seen) : reply
  }
  return Object.assign(fetch, { requests })
}
