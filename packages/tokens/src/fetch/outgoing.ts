import { checkObject } from 'grantkit/internal/misuse'
import type { Hop } from './hop.ts'
import { copiedBody, type RepeatableBody, repeatableBody } from './repeatable-body.ts'

/** A function like the global `fetch`. */
export type TokenFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** The caller's request, which may be sent several times and to several addresses. */
export interface Outgoing {
  /** The request to the first address. */
  hop: Hop
  signal: AbortSignal | undefined
  /** Whether redirects are to be followed. */
  follows: boolean
  send(fetch: TokenFetch, hop: Hop, redirect?: RequestInit['redirect']): Promise<Response>
  /** Prepares the body to be sent again; false if that isn't possible. */
  rewind(): Promise<boolean>
  /** Releases the copy of the body. */
  forget(): void
}

/** The URL that `fetch` would ask, which for text without a scheme is for the engine to say. */
export function urlOf(input: string | URL | Request): URL {
  if (typeof input !== 'string') checkObject('input', input)
  if (isRequest(input)) return new URL(input.url)
  try {
    return new URL(input)
  } catch {
    return new URL(new Request(input).url)
  }
}

export function outgoingOf(
  url: URL,
  input: string | URL | Request,
  init: RequestInit | undefined,
  maxCopiedBytes: number,
): Outgoing {
  const request = isRequest(input) ? input : undefined
  const method = upperCase(init?.method ?? request?.method ?? 'GET')
  const ownBody = init?.body ?? undefined
  const hasBody = ownBody !== undefined || (!!request && hasBodyOf(request))
  const isCopied = ownBody === undefined && request && hasBody && maxCopiedBytes > 0
  const body: RepeatableBody = isCopied ? copiedBody(request, maxCopiedBytes) : repeatableBody(ownBody)
  const redirect = init?.redirect ?? request?.redirect ?? 'follow'
  const follows = redirect === 'follow'
  const signal = init?.signal === undefined ? request?.signal : init.signal
  const settings: RequestInit = { ...settingsOf(request), ...init, ...(signal && { signal }) }
  let content: BodyInit | null | undefined = ownBody

  return {
    hop: { url, method, headers: new Headers(init?.headers ?? request?.headers), hasBody },
    signal: signal ?? undefined,
    follows,
    send: (fetch, hop, hopRedirect = follows ? 'manual' : redirect) => {
      const { headers, method } = hop
      const isFirst = hop.url === url
      const sent: RequestInit = { ...settings, method, headers, redirect: hopRedirect }
      if (!hop.hasBody) sent.body = null
      else if (content !== undefined) sent.body = content
      // the parsed URL is sent: it is the one that was checked
      return fetch(isFirst && request ? request : hop.url.href, sent)
    },
    rewind: async () => {
      content = hasBody ? await body.again() : null
      return content !== undefined
    },
    forget: body.forget,
  }
}

const isRequest = (input: string | URL | Request): input is Request => typeof input === 'object' && 'url' in input

const upperCase = (method: string): string =>
  /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method

// in Firefox a Request has no body stream
const hasBodyOf = ({ body, method }: Request): boolean => (body === undefined ? !/^(GET|HEAD)$/.test(method) : !!body)

const settingNames = ['cache', 'credentials', 'integrity', 'keepalive', 'mode', 'referrer', 'referrerPolicy'] as const

/** The members of a `Request` that `fetch` would lose with other arguments. */
function settingsOf(request: Request | undefined): RequestInit {
  const settings: Record<string, unknown> = {}
  for (const name of settingNames) {
    const value = request?.[name]
    // defaults are left out: some engines refuse them
    if (value !== undefined && !usual.test(`${value}`)) settings[name] = value
  }
  return settings
}

const usual = /^(default|false|navigate|about:client)$/
