import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { vi } from 'vitest'

/** A request that a page's program sent. */
export interface ReplayedRequest {
  method: string
  url: string
  headers: Headers
  form: URLSearchParams
}

/** The body of a response: JSON, or a text. */
export interface ReplayedAnswer {
  status?: number
  type?: string
  body: unknown
}

type Answer = ReplayedAnswer | ((request: ReplayedRequest) => ReplayedAnswer | Promise<ReplayedAnswer>)

/** A provider that responds as documented. Requests without a response here are refused, as they would be there. */
export interface ReplayedServer {
  /** The responses, by URL without query. */
  answers: Record<string, Answer>
  requests: ReplayedRequest[]
  /** Requests to this URL. */
  sentTo(url: string): ReplayedRequest[]
  /** The keys that ID tokens are verified with. */
  keys: { keys: object[] }
  sign(claims: Record<string, unknown>, typ?: string): Promise<string>
}

// made once, because making a key takes longer than a login
const pairs = new Map<string, ReturnType<typeof generateKeyPair>>()

/** Replaces the global `fetch` until the test ends. */
export async function replayServer(answers: Record<string, Answer> = {}, alg = 'RS256'): Promise<ReplayedServer> {
  const pair = pairs.get(alg) ?? generateKeyPair(alg)
  pairs.set(alg, pair)
  const { privateKey, publicKey } = await pair
  const header = { alg, kid: 'provider-1' }
  const server: ReplayedServer = {
    answers,
    requests: [],
    sentTo: (url) => server.requests.filter((request) => request.url.split('?')[0] === url),
    keys: { keys: [{ ...(await exportJWK(publicKey)), ...header, use: 'sig' }] },
    sign: (claims, typ = 'JWT') => {
      const iat = Math.floor(Date.now() / 1000)
      return new SignJWT({ iat, exp: iat + 3600, ...claims }).setProtectedHeader({ ...header, typ }).sign(privateKey)
    },
  }
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const sent = new Request(input, init)
    const { method, url, headers } = sent
    server.requests.push({ method, url, headers, form: new URLSearchParams(await sent.text()) })
    const request = server.requests.at(-1) as ReplayedRequest
    const answer = server.answers[url.split('?')[0] ?? '']
    if (!answer) return new Response('<html>not here</html>', { status: 404, headers: { 'content-type': 'text/html' } })
    const {
      status = 200,
      type = 'application/json',
      body,
    } = typeof answer === 'function' ? await answer(request) : answer
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(text, { status, headers: { 'content-type': type } })
  })
  return server
}

/** The client's ID and secret in a Basic header; undefined if there is none. */
export function basicOf({ headers }: ReplayedRequest): string | undefined {
  const [scheme, value = ''] = (headers.get('authorization') ?? '').split(' ')
  return scheme === 'Basic'
    ? [...new URLSearchParams(`id=${atob(value).replace(':', '&secret=')}`).values()].join(':')
    : undefined
}
