import { freeze } from '../internal/freeze.ts'
import { checkFunction, checkObject, checkSignal, misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { orAbort } from '../internal/or-abort.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** The lifetimes and the initial content of a cache. */
export interface CacheSettings extends Omit<RequestOptions, 'signal'> {
  /** How long a response is fresh, in milliseconds from when it came. */
  lifetimeMs?: number | undefined
  /**
   * The minimum time, in milliseconds, between two requests of which the first didn't help: it failed and an older response was
   * served instead, or the requested key wasn't in it.
   * @default 60000
   */
  coolDownMs?: number | undefined
  /**
   * When the seed came from the server, in epoch milliseconds. It is fresh for `lifetimeMs` from then; after that it is used
   * only if the server can't be reached. With 0 it is never fresh.
   * @default the current time
   */
  seedReceivedAt?: number | undefined
  /** The initial content, so that the cache works offline: the `json` of an earlier response. It is checked like a response. */
  seed?: object | undefined
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined
}

/** A response, an older one that is served because the last request failed, or the failure. */
export type Cached<Success> = (Success & Stale) | Failure

/** Marks a response that is past its lifetime. */
export interface Stale {
  /** Why there is no fresher response: the failure of the last attempt. Absent while the response is fresh. */
  stale?: Failure
}

/** The options of one read from the cache. */
export interface CacheRead<Success> {
  /** Ends this caller's wait: its promise rejects with the signal's reason. Other callers aren't affected. */
  signal?: AbortSignal | undefined
  /** Sends a request even if the cached response is fresh. */
  refresh?: boolean | undefined
  /** Whether a response contains what the caller needs. If not, a new one is requested, at most once per `coolDownMs`. */
  holds?: ((response: Success) => boolean) | undefined
}

/** A cache of one document. */
export interface Cache<Success> {
  get(read?: CacheRead<Success>): Promise<Cached<Success>>
  refresh(read?: CacheRead<Success>): Promise<Cached<Success>>
}

/**
 * Keeps the last success of `load` for its lifetime. All callers get the same object, so it is frozen. Concurrent callers share
 * one request, which is aborted if all of them abort. A failure goes to the callers that waited for it, and isn't cached. If
 * there is an older success, that is served instead, with the failure as `stale`.
 */
export function createCache<Settings extends CacheSettings, Success extends SuccessMembers>(
  settings: Settings,
  load: (settings: Settings, options: RequestOptions) => Promise<Success | Failure>,
  defaultLifetimeMs: number,
  seed?: Success,
): Cache<Success> {
  const { lifetimeMs = defaultLifetimeMs, coolDownMs = 60_000, now = Date.now } = settings
  checkFunction('now', now)
  const { seedReceivedAt = now() } = settings
  for (const [name, ms] of Object.entries({ lifetimeMs, coolDownMs, seedReceivedAt })) {
    if (!(ms >= 0)) misuse(name, 'milliseconds from 0')
  }
  let good = seed
  let answer: Cached<Success> | undefined
  let receivedAt = seedReceivedAt
  let failure: Failure | undefined
  let triedAt = Number.NaN
  let controller: AbortController | undefined
  let landing: Promise<Cached<Success>> | undefined
  let waiting = 0

  // if the clock was set back, nothing is fresh
  const within = (since: number, ms: number): boolean => now() >= since && now() - since < ms
  const land = async (signal: AbortSignal): Promise<Cached<Success>> => {
    const response = freeze(await load(settings, { ...settings, signal }))
    triedAt = now()
    failure = response.isError ? response : undefined
    if (!response.isError) {
      good = response
      receivedAt = triedAt
    }
    // the same object for all callers, so that they can use it as the key of their own caches
    answer = good && failure ? Object.freeze({ ...good, stale: failure }) : (good ?? failure!)
    return answer
  }

  const get = async (read: CacheRead<Success> = {}): Promise<Cached<Success>> => {
    checkObject('options', read)
    const { signal, refresh, holds } = read
    checkSignal(signal)
    signal?.throwIfAborted()
    if (good && !refresh) {
      const cooling = within(triedAt, coolDownMs)
      if (failure ? cooling : within(receivedAt, lifetimeMs) && (cooling || !holds || holds(good)))
        return answer ?? good
    }
    if (!landing) {
      controller = new AbortController()
      landing = land(controller.signal)
    }
    waiting++
    try {
      return await orAbort(landing, signal)
    } finally {
      if (!--waiting) {
        landing = undefined
        controller!.abort()
      }
    }
  }
  return { get, refresh: (read) => get({ ...read, refresh: true }) }
}
