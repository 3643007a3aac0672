// The messages between a page and its worker. Each side checks what arrives and ignores anything else.
import type { LoginTransaction } from '@grantkit/oidc'
import type { TokenEvent, TokenTarget } from '@grantkit/tokens'
import type { WireError } from './wire-error.ts'

/** A port of a page, or the scope of a worker that serves one page. */
export interface PagePort extends Pick<MessagePort, 'postMessage'> {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** The requests of a page. None asks for a refresh token, and none names an endpoint. */
export type Ask =
  /** The first message: the settings, and the lock that the page holds while it is alive. */
  | { call: 'open'; settings: string; presence?: string | undefined }
  /** Exchanges the code of a callback. */
  | { call: 'exchange'; url: string; transaction: LoginTransaction }
  /** Begins the session of an exchange. */
  | { call: 'start'; ticket: string }
  | { call: 'session' }
  | { call: 'token'; target?: TokenTarget; forceRenewal?: boolean; minTtlMs?: number }
  /** Ends the session, then revokes its refresh token or only deletes it. */
  | { call: 'end' }
  | { call: 'release'; revoke: boolean }
  /** Whether a URL is within the origins. */
  | { call: 'allows'; url: string }
  | { call: 'fetch'; session: string | undefined; request: SentCall }

/** A request for an API. */
export interface SentCall {
  url: string
  method: string
  headers: [string, string][]
  /** The members of `RequestInit` that are strings or booleans. */
  init: Record<string, string | boolean>
  /** A body that can be sent more than once, or the port of a stream. */
  body?: Blob | MessagePort | undefined
}

/** The response of an API. */
export interface SentResponse {
  url: string
  status: number
  statusText: string
  headers: [string, string][]
  redirected: boolean
  type: ResponseType
  /** The port of the body; none if there is no body. */
  body?: MessagePort | undefined
}

/** From a page: a request, or the end of one. */
export type PageMessage = { grantkit: 'ask'; id: number; ask: Ask } | { grantkit: 'abort'; id: number }

/** From the worker: a response, an event, or that it ends. `session` is the id of the current session. */
export type WorkerMessage = { session?: string | undefined } & (
  | { grantkit: 'answer'; id: number; value: unknown }
  | { grantkit: 'answer'; id: number; error: WireError }
  | { grantkit: 'event'; event: TokenEvent }
  | { grantkit: 'ended' }
)

/** The message of a page; undefined for anything else. */
export function pageMessageIn(value: unknown): PageMessage | undefined {
  const { grantkit, id, ask } = Object(value) as Record<string, unknown>
  if (typeof id !== 'number') return undefined
  if (grantkit === 'abort') return { grantkit, id }
  const asked = Object(ask) as Record<string, unknown>
  const isWhole = isText(asked.call) && Object.hasOwn(members, asked.call) && members[asked.call as Ask['call']](asked)
  return grantkit === 'ask' && isWhole ? { grantkit, id, ask: asked as Ask } : undefined
}

/** The message of a worker; undefined for anything else. */
export function workerMessageIn(value: unknown): WorkerMessage | undefined {
  const { grantkit, id, event, session } = Object(value) as Record<string, unknown>
  if (session !== undefined && !isText(session)) return undefined
  const isWhole =
    (grantkit === 'answer' && typeof id === 'number') ||
    (grantkit === 'event' && isText(Object(event).name) && isObject(Object(event).attributes)) ||
    grantkit === 'ended'
  return isWhole ? (value as WorkerMessage) : undefined
}

/** The API's response in a message; undefined for anything else. */
export function sentResponseIn(value: unknown): SentResponse | undefined {
  const { url, status, statusText, headers, body } = Object(value) as Record<string, unknown>
  const isWhole = isText(url) && Number.isInteger(status) && isText(statusText) && areHeaders(headers)
  return isWhole && (body === undefined || body instanceof MessagePort) ? (value as SentResponse) : undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is object => Object(value) === value
const areHeaders = (value: unknown): boolean =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isText))

/** The members that each request must have. */
const members: Record<Ask['call'], (ask: Record<string, unknown>) => boolean> = {
  open: ({ settings, presence }) => isText(settings) && isText(presence ?? ''),
  exchange: ({ url, transaction }) => isText(url) && isObject(transaction),
  start: ({ ticket }) => isText(ticket),
  session: () => true,
  token: ({ target }) => target === undefined || isObject(target),
  end: () => true,
  release: ({ revoke }) => typeof revoke === 'boolean',
  allows: ({ url }) => isText(url),
  fetch: ({ session, request }) => isText(session ?? '') && isRequest(Object(request)),
}

function isRequest({ url, method, headers, init, body }: Record<string, unknown>): boolean {
  const isBody = body === undefined || body instanceof Blob || body instanceof MessagePort
  const isInit = isObject(init) && Object.values(init).every((each) => isText(each) || typeof each === 'boolean')
  return isText(url) && isText(method) && areHeaders(headers) && isInit && isBody
}
