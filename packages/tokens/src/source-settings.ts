import type { TokenClientDefaults } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { pairsOf } from 'grantkit/internal/pairs'
import { present } from 'grantkit/internal/present'
import { checkInjected } from './check-injected.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Lock } from './lock.ts'
import type { TokenEvent } from './token-event.ts'
import type { TokenStore } from './token-store.ts'

/** The target of tokens. */
export interface TokenTarget {
  /** The scope to ask for: verbatim, or a list that is joined by spaces. */
  scope?: string | readonly string[]
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[]
  /** The service or services that the token is for, by a name the server knows. */
  audience?: string | readonly string[]
}

/** How a source stores and refreshes its tokens. */
export interface SourcePolicy {
  /** Stores tokens and shares them with other processes. @default this source's memory */
  store?: TokenStore
  /** Lock, so that only one process requests a token. @default none: the store compares at each write */
  lock?: Lock
  /** How long to wait for the lock, in milliseconds, before continuing without it. @default timeoutMs plus 1000 */
  lockWaitMs?: number
  /** The clock. @default the machine's */
  clock?: Clock
  /** A number from 0 to below 1, to spread refreshes over time. @default Math.random */
  random?: () => number
  /** Called on refreshes, failures and session ends. Events contain no secrets. Its errors are ignored and it isn't awaited. */
  onEvent?: (event: TokenEvent) => unknown
  /**
   * How long before it expires a token is refreshed, in milliseconds: at most a fifth of its lifetime, and up to a quarter
   * less, by chance, so that many machines don't refresh at once. Until the new one has come, the old one is returned.
   * @default 60000
   */
  renewBeforeMs?: number
  /** The longest pause after a failure, in milliseconds, even if the server asks for more; 1000 or more. @default 3600000 */
  maxPauseMs?: number
  /**
   * Assumed lifetime if the response has no `expires_in`, in milliseconds.
   * @default until `forceRenewal` asks for another, as `createTokenFetch` does after a 401
   */
  defaultLifetimeMs?: number
  /** Refreshes by a timer too, so that callers don't wait after a break; `dispose` stops it. @default false */
  renewInBackground?: boolean
}

/** The settings of every source: a client's members and options, or a bound `client` instead. */
export interface SourceSettings<Client>
  extends Partial<Omit<TokenClientDefaults, 'signal'>>,
    TokenTarget,
    SourcePolicy {
  /** A client of `createClient` or `createTokenClient`, instead of `address` and credentials. */
  client?: Client
  /**
   * Distinguishes these tokens from others in the store, beside server, client, target and headers. Required with a `store` if there is no
   * `clientId`: it names the client then, and the server too if the `client` is an object of your own.
   */
  key?: string
  /**
   * The thumbprint (RFC 7638) of the key that tokens are bound to, if `dpop` has no `getThumbprint`. Bound tokens without one
   * aren't put into the store.
   */
  keyThumbprint?: string
}

/** The settings of a source with all defaults. */
export interface Policy {
  store?: TokenStore
  lock?: Lock
  lockWaitMs: number
  timeoutMs: number
  clock: Clock
  random: () => number
  renewBeforeMs: number
  maxPauseMs: number
  defaultLifetimeMs?: number
}

/** The settings with their defaults, in a new object; `undefined` counts as missing. Throws for mistakes. */
export function policyOf<Settings extends SourceSettings<unknown>>(settings: Settings): Settings & Policy {
  checkObject('settings', settings)
  const policy = { ...defaults, ...present(settings as Required<Settings>) } as Settings & Policy
  policy.clock ??= systemClock(settings.now)
  policy.random ??= chance
  policy.lockWaitMs ??= policy.timeoutMs + 1000
  const { client, address, clientId, store, key } = policy
  if (!client === !address) misuse('address', 'it, or a client')
  if (store && !key && (client || !clientId)) misuse('key', 'a name for these tokens: a store with a client needs one')
  for (const name of ['parameters', 'headers'] as const) pairsOf(name, policy[name])
  checkInjected(policy)
  return policy
}

const defaults = { timeoutMs: 10_000, renewBeforeMs: 60_000, maxPauseMs: 3_600_000 }

// globals are looked up at each call
function chance(): number {
  return Math.random()
}
