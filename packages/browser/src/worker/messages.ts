// What a page and its worker tell each other. Each side checks what arrives, and ignores what is no message.
import type { LoginTransaction } from '@grantkit/oidc'
import type { TokenEvent, TokenTarget } from '@grantkit/tokens'
import type { WireError } from './wire-error.ts'

/** A port of a page, or the scope of a worker that has only one. */
export interface PagePort extends Pick<MessagePort, 'postMessage'> {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** What a page asks for. There is no message that asks for a refresh token, and none that names an endpoint. */
export type Ask =
  /** The first message: the settings, and the lock that the page holds while it lives. */
  | { call: 'open'; settings: string; presence?: string | undefined }
  /** Exchanges the code of a callback. */
  | { call: 'exchange'; url: string; transaction: LoginTransaction }
  /** Begins the session of an exchange. */
  | { call: 'start'; ticket: string }
  | { call: 'session' }
  | { call: 'token'; target?: TokenTarget; forceRenewal?: boolean; minTtlMs?: number }
  /** Ends the session; then revokes its refresh token, or only forgets it. */
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
  /** The members of `RequestInit` that are texts or truth values. */
  init: Record<string, string | boolean>
  /** What can be sent more than once, or the port that a stream comes over. */
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
  /** The port that the body comes over; none if there is no body. */
  body?: MessagePort | undefined
}

/** From a page: a question, or the end of one. */
export type PageMessage = { grantkit: 'ask'; id: number; ask: Ask } | { grantkit: 'abort'; id: number }

/** From the worker: an answer, an event, or that it ends. `session` names the session that there is now. */
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

/** The response in an answer; undefined for anything else. */
export function sentResponseIn(value: unknown): SentResponse | undefined {
  const { url, status, statusText, headers, body } = Object(value) as Record<string, unknown>
  const isWhole = isText(url) && Number.isInteger(status) && isText(statusText) && areHeaders(headers)
  return isWhole && (body === undefined || body instanceof MessagePort) ? (value as SentResponse) : undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is object => Object(value) === value
const areHeaders = (value: unknown): boolean =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isText))

/** What each question must have. */
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
