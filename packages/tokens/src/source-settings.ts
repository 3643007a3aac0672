import type { TokenClientDefaults } from 'grantkit'
import { misuse } from 'grantkit/internal'
import { type Clock, systemClock } from './clock.ts'
import type { Lock } from './lock.ts'
import type { TokenEvent } from './token-event.ts'
import type { TokenStore } from './token-store.ts'

/** What the tokens are for. */
export interface TokenTarget {
  /** The scope to ask for: verbatim, or a list that is joined by blanks. */
  scope?: string | readonly string[]
  /** The API or APIs the token is for (RFC 8707), verbatim. */
  resource?: string | readonly string[]
  /** The service or services that the token is for, by a name the server knows. */
  audience?: string | readonly string[]
}

/** How a source keeps and renews its tokens. */
export interface SourcePolicy {
  /** Where tokens outlive this process, and are shared with others. @default this source's memory */
  store?: TokenStore
  /** Keeps other processes away while one renews. @default none: the store's comparison has to do */
  lock?: Lock
  /** How long to wait for the lock, in milliseconds, before going on without it. @default timeoutMs plus 1000 */
  lockWaitMs?: number
  /** The time. @default the machine's */
  clock?: Clock
  /** A number from 0 to below 1, for spreading out renewals. @default Math.random */
  random?: () => number
  /** Is told what happens, other than a token being served from memory. What it throws or how long it takes changes nothing. */
  onEvent?: (event: TokenEvent) => unknown
  /**
   * How long before its end a token is renewed, in milliseconds; never more than a fifth of its lifetime, and up to a quarter
   * less, by chance, so that many machines don't renew at once. Until the new one is there the old one is served.
   * @default 60000
   */
  renewBeforeMs?: number
  /**
   * How long a token is good for which the server names no lifetime, in milliseconds.
   * @default until `forceRenewal` asks for another, as `createTokenFetch` does after a 401
   */
  defaultLifetimeMs?: number
  /** Renews ahead by a timer, too, so that callers needn't wait after a quiet time; `dispose` ends it. @default false */
  renewInBackground?: boolean
}

/** What every source is made with: a client's members and options, or a bound `client` in their place. */
export interface SourceSettings<Client>
  extends Partial<Omit<TokenClientDefaults, 'signal'>>,
    TokenTarget,
    SourcePolicy {
  /** A client of `createClient` or `createTokenClient`, in place of `address` and credentials. */
  client?: Client
  /**
   * Tells these tokens from others in the store, beside all that is in `tokenKey`. Needed where a `client` and a
   * `store` are given, for a client doesn't say whose it is: name server and client then.
   */
  key?: string
  /** The thumbprint (RFC 7638) of the key that tokens are bound to, where `dpop` doesn't say it: tokens of different keys are kept apart by it. */
  keyThumbprint?: string
}

/** What a source goes by, every default filled in. */
export interface Policy {
  store: TokenStore | undefined
  lock: Lock | undefined
  lockWaitMs: number
  timeoutMs: number
  clock: Clock
  random: () => number
  renewBeforeMs: number
  defaultLifetimeMs: number | undefined
}

/** The policy of `settings`, its mistakes refused. */
export function policyOf(settings: SourceSettings<unknown>): Policy {
  if (Object(settings) !== settings) misuse('settings', 'an object')
  const { store, lock, timeoutMs = 10_000, now, random = chance, client, address } = settings
  const {
    renewBeforeMs = 60_000,
    defaultLifetimeMs,
    clock = systemClock(now),
    lockWaitMs = timeoutMs + 1000,
  } = settings
  if (!client === !address) misuse('address', 'it, or a client')
  if (store && !isMadeOf(store, 'get', 'set', 'delete')) misuse('store', 'an object with get, set and delete')
  if (lock && !isMadeOf(lock, 'withLock')) misuse('lock', 'an object with withLock')
  if (!isMadeOf(clock, 'now', 'sleep')) misuse('clock', 'an object with now and sleep')
  if (client && store && !settings.key) misuse('key', 'a name for these tokens, for a client in a shared store')
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) misuse('timeoutMs', 'milliseconds from 1 to 2147483647')
  if (!(lockWaitMs >= 0)) misuse('lockWaitMs', 'milliseconds from 0')
  if (!(renewBeforeMs >= 0)) misuse('renewBeforeMs', 'milliseconds from 0')
  if (!((defaultLifetimeMs ?? 1) > 0)) misuse('defaultLifetimeMs', 'milliseconds above 0')
  return { store, lock, lockWaitMs, timeoutMs, clock, random, renewBeforeMs, defaultLifetimeMs }
}

function isMadeOf(value: object, ...functions: string[]): boolean {
  return functions.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
}

// looked up at each call, as all that is global
function chance(): number {
  return Math.random()
}
