import { freeze } from '../internal/freeze.ts'
import { checkFunction, checkObject, checkSignal, misuse } from '../internal/misuse.ts'
import type { RequestOptions } from '../internal/options.ts'
import { orAbort } from '../internal/or-abort.ts'
import type { Accept } from '../internal/read.ts'
import { readObject } from '../internal/read-object.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** How long a cache keeps what it got, and what it starts with. */
export interface CacheSettings extends Omit<RequestOptions, 'signal'> {
  /** How long an answer is good, in milliseconds from when it came. */
  lifetimeMs?: number | undefined
  /**
   * How long to wait, in milliseconds, before asking again for something that has just been asked for in vain: after a
   * failure for which an older answer stands in, or for a key that wasn't among the keys.
   * @default 60000
   */
  coolDownMs?: number | undefined
  /**
   * When the seed came from the server, in epoch milliseconds. It is used for `lifetimeMs` from then; later
   * only if the server can't be reached. With 0 it is a reserve only.
   * @default the present
   */
  seedReceivedAt?: number | undefined
  /** What to start with, offline too: the `json` of an earlier answer. It is checked as any answer is. */
  seed?: object | undefined
  /** The current time, in epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined
}

/** An answer, or an older one for which a failure made room. */
export type Cached<Success> = (Success & Stale) | Failure

/** What tells an answer past its lifetime. */
export interface Stale {
  /** Why there is no fresher one: the failure of the last attempt. Not there while the answer is good. */
  stale?: Failure
}

/** Says how to answer from the cache. */
export interface CacheRead<Success> {
  /** Ends the wait of this caller: its promise rejects with the signal's reason. Others who wait are not disturbed. */
  signal?: AbortSignal | undefined
  /** Asks the server, however good the answer at hand. */
  refresh?: boolean | undefined
  /** Whether an answer holds what is sought; if it doesn't, the server is asked, but not within `coolDownMs`. */
  holds?: ((answer: Success) => boolean) | undefined
}

/** What a cache can be asked. */
export interface Cache<Success> {
  get(read?: CacheRead<Success>): Promise<Cached<Success>>
  refresh(read?: CacheRead<Success>): Promise<Cached<Success>>
}

/**
 * Keeps the last success of `load` for its lifetime. Nobody can change what it answers, for others get the same object. Callers who come while it is on its way share one request, which
 * ends early when the last of them leaves. A failure goes to those who waited for it, and is forgotten; if there is an
 * older success, that one is served in its place, with the failure as `stale`.
 */
export function createCache<Settings extends CacheSettings, Success extends SuccessMembers>(
  settings: Settings,
  load: (settings: Settings, options: RequestOptions) => Promise<Success | Failure>,
  accept: Accept<object>,
  defaultLifetimeMs: number,
): Cache<Success> {
  const { seed, lifetimeMs = defaultLifetimeMs, coolDownMs = 60_000, now = Date.now } = settings
  checkFunction('now', now)
  const { seedReceivedAt = now() } = settings
  for (const [name, ms] of Object.entries({ lifetimeMs, coolDownMs, seedReceivedAt })) {
    if (!(ms >= 0)) misuse(name, 'milliseconds from 0')
  }
  const seeded = seed && freeze(readObject(seed, accept))
  if (seeded?.isError) misuse('seed', `what the server may answer: ${seeded.errorDescription}`)
  let good = seeded as Success | undefined
  let answer: Cached<Success> | undefined
  let receivedAt = seedReceivedAt
  let failure: Failure | undefined
  let triedAt = Number.NaN
  let controller: AbortController | undefined
  let landing: Promise<Cached<Success>> | undefined
  let waiting = 0

  // a clock that was set back makes everything old
  const within = (since: number, ms: number): boolean => now() >= since && now() - since < ms
  const land = async (signal: AbortSignal): Promise<Cached<Success>> => {
    const response = freeze(await load(settings, { ...settings, signal }))
    triedAt = now()
    failure = response.isError ? response : undefined
    if (!response.isError) {
      good = response
      receivedAt = triedAt
    }
    // made once, so that what others make of it can be kept by it
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
