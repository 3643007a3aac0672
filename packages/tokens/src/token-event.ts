import type { TokenResponse } from 'grantkit'
import { present } from 'grantkit/internal/present'
import { type Clock, elapsing } from './clock.ts'

/** What happened, as a closed union to `switch` on. */
export type TokenEventName =
  /** A token came from the server. */
  | 'token.renewed'
  /** A token that another process got was taken from the store. */
  | 'token.adopted'
  /** No token came. */
  | 'token.renewal_failed'
  /** A login has been stored, here or by another tab that told so. */
  | 'session.started'
  /** Another login is in the place of the one that was known here. */
  | 'session.replaced'
  /** A refresh granted less scope than the session had. */
  | 'session.scope_reduced'
  /** A refresh brought an ID token of another user: the session is ended. */
  | 'session.user_changed'
  /** The session has ended; `grantkit.session.end_reason` says why. */
  | 'session.ended'
  /** Another process left a refresh unfinished, and this one makes the one further try. */
  | 'session.taken_over'
  /** The lock couldn't be had in time, and the renewal went on without it. */
  | 'lock.missed'
  /** The store couldn't be read or written, or the signer couldn't name its key. */
  | 'store.failed'
  /** An API responded to a request; `http.response.status_code` says how. */
  | 'request.answered'
  /** No response came from an API. */
  | 'request.failed'
  /** A request was sent to an API once more; `grantkit.resend.reason` says with another `token` or with another `proof`. */
  | 'request.resent'

/** Named as OpenTelemetry names them, if it does; else under `oauth.` and `grantkit.`. Holds no secret. */
export type TokenEventAttributes = Record<string, string | number | boolean>

/** Something that happened in a source, other than a token being served from memory. */
export interface TokenEvent {
  name: TokenEventName
  /** In epoch milliseconds. */
  at: number
  attributes: TokenEventAttributes
  /** Where it happened; `createTelemetry` makes attributes of it. */
  origin?: TokenEventOrigin
}

/** Where an event happened. */
export interface TokenEventOrigin {
  /** The token endpoint, or the origin of an API; left out if a `client` knows it. */
  address?: string | URL
  clientId?: string
  grantType?: string
}

/** Attributes, some of which may have nothing to say. */
export type ToldAttributes = Record<string, string | number | boolean | undefined>

/** Tells the hook of an event. */
export type Emit = (name: TokenEventName, attributes?: ToldAttributes) => void

/** An emitter that a throwing or slow hook doesn't disturb. */
export function emitter(
  onEvent: ((event: TokenEvent) => unknown) | undefined,
  now: () => number,
  origin: TokenEventOrigin,
): Emit {
  return (name, attributes = {}) => {
    const tell = async () => onEvent?.({ name, at: now(), attributes: present(attributes as never), origin })
    tell().catch(() => {})
  }
}

/** What tells the events of a source. */
export function emitterOf(
  {
    onEvent,
    clock,
    address,
    clientId,
  }: { [Name in 'address' | 'clientId']?: TokenEventOrigin[Name] | undefined } & {
    onEvent?: ((event: TokenEvent) => unknown) | undefined
    clock: Clock
  },
  grantType: string,
): Emit {
  return emitter(onEvent, () => clock.now(), present({ address, clientId, grantType } as Required<TokenEventOrigin>))
}

/** What an event says of a response. */
export function attributesOf(response: TokenResponse): ToldAttributes {
  const status = { 'http.response.status_code': response.httpStatus || undefined }
  if (!response.isError) return status
  const { error, code, transient } = response
  // a server may say anything, the request's own words too
  const type = code === 'oauth_error' && /^[a-z_]{1,50}$/.test(error) ? error : code
  return { ...status, 'error.type': type, 'grantkit.transient': transient }
}

/** A stopwatch, for the durations in events. */
export function stopwatch({ clock }: { clock: Clock }): () => number {
  const start = elapsing(clock)
  return () => Math.max(0, elapsing(clock) - start)
}
