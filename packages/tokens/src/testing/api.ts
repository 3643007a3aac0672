import { expect, onTestFinished } from 'vitest'

/** A request as an API gets it. */
export interface Arrived {
  url: string
  method: string
  headers: Headers
  redirect: RequestRedirect
  body: string
  /** What the fetch was given. */
  input: string | URL | Request
  init: RequestInit | undefined
}

/** An answer, what makes one, or the error that stands in for one. */
export type ApiReply = Response | Error | ((arrived: Arrived) => Response | Promise<Response>)

export interface Api {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  requests: Arrived[]
  /** The `Authorization` of each request. */
  authorizations(): (string | null)[]
}

/** A fetch whose API gives these replies in order; the test fails if one is left over or asked for in vain. */
export function api(...replies: ApiReply[]): Api {
  const requests: Arrived[] = []
  onTestFinished(() => expect(requests, 'requests').toHaveLength(replies.length))
  return answering((_, count) => {
    const reply = replies[count]
    if (!reply) throw new Error('nobody asked for this request')
    return reply
  }, requests)
}

/** A fetch whose API answers whatever comes. */
export function answering(answer: (arrived: Arrived, count: number) => ApiReply, requests: Arrived[] = []): Api {
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { url, method, headers, redirect } = request
    const arrived: Arrived = { url, method, headers, redirect, body: '', input, init }
    const count = requests.push(arrived) - 1
    arrived.body = await request.text()
    const reply = answer(arrived, count)
    if (reply instanceof Error) throw reply
    return typeof reply === 'function' ? reply(arrived) : reply
  }
  const authorizations = () => requests.map(({ headers }) => headers.get('authorization'))
  return Object.assign(fetch, { requests, authorizations })
}

/** The answer to a request that brings a token. */
export const ok = (): Response => new Response('ok')

/** A refusal with a challenge, or with one that nobody may read. */
export const refusal = (challenge?: string, status = 401, headers: Record<string, string> = {}): Response =>
  new Response('refused', { status, headers: { ...(challenge && { 'www-authenticate': challenge }), ...headers } })

export const invalidToken = (): Response => refusal('Bearer error="invalid_token"')

export const redirectTo = (location: string, status = 302): Response =>
  new Response(null, { status, headers: { location } })
