/** What happened, as a closed union to `switch` on. */
export type TokenEventName =
  /** A token came from the server. */
  | 'token.renewed'
  /** A token that another process had got was taken from the store. */
  | 'token.adopted'
  /** No token came. */
  | 'token.renewal_failed'
  /** A login has been stored. */
  | 'session.started'
  /** The session is over; `grantkit.session.end_reason` says why. */
  | 'session.ended'
  /** Another process left a refresh unfinished, and this one makes the one further try. */
  | 'session.taken_over'
  /** The lock couldn't be had in time, and the renewal went on without it. */
  | 'lock.missed'
  /** The store couldn't be read or written. */
  | 'store.failed'
  /** A request was sent to an API once more; `grantkit.resend.reason` says with another `token` or with another `proof`. */
  | 'request.resent'

/** Named as OpenTelemetry names them, where it does; else under `oauth.` and `grantkit.`. Holds no secret. */
export type TokenEventAttributes = Record<string, string | number | boolean>

/** Something that happened in a source, other than a token being served from memory. */
export interface TokenEvent {
  name: TokenEventName
  /** In epoch milliseconds. */
  at: number
  attributes: TokenEventAttributes
}

/** Tells the hook of an event, with the attributes that are the same for the source. */
export type Emit = (name: TokenEventName, attributes?: Record<string, string | number | boolean | undefined>) => void

const silent: Emit = () => {}

/** An emitter that a throwing or slow hook doesn't disturb. */
export function emitter(
  onEvent: ((event: TokenEvent) => unknown) | undefined,
  now: () => number,
  always: TokenEventAttributes,
): Emit {
  if (!onEvent) return silent
  return (name, attributes = {}) => {
    const said = Object.entries(attributes).filter(([, value]) => value !== undefined)
    const tell = async () =>
      onEvent({ name, at: now(), attributes: { ...always, ...Object.fromEntries(said) } as TokenEventAttributes })
    tell().catch(() => {})
  }
}

/** Collects events while the lock is held, so that no hook runs under it. */
export function collector(emit: Emit): { later: Emit; tell: () => void } {
  const events: Parameters<Emit>[] = []
  return {
    later: (...event) => void events.push(event),
    tell: () => {
      for (const event of events.splice(0)) emit(...event)
    },
  }
}
