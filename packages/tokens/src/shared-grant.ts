import { underLock } from './bounded-lock.ts'
import { eventQueue } from './event-queue.ts'
import { type Grant, type Sharing, tokenBy } from './grant.ts'
import { type HeldToken, hold, isGood } from './held-token.ts'
import { inTime } from './in-time.ts'
import { joinPause, type Rest } from './join-pause.ts'
import type { Pause } from './pause.ts'
import type { Wanted } from './refreshing-source.ts'
import { nameOf } from './source-name.ts'
import { isStoredToken } from './stored-token.ts'
import type { Emit } from './token-event.ts'
import { type TokenStore, ttlOptions } from './token-store.ts'

/** One refresh for all processes with the same store: another process's token if there is one, else a new one, under the lock. */
export async function refreshShared(
  grant: Grant,
  pause: Pause,
  { instead, minTtlMs, forced }: Wanted,
  emit: Emit,
): Promise<HeldToken> {
  const { settings, grantType } = grant
  const { store, lock, clock, timeoutMs } = settings
  const attempt = await grant.begin()
  const { sessionId, others } = attempt
  const { later, flush } = eventQueue(emit)
  /** What the store held when it was read last; null for nothing, undefined if nobody knows. */
  let seen: string | null | undefined
  let name = ''
  let passes = false

  // these tokens can be requested again, so a failing store only costs a request
  const tried = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch {
      later('store.failed')
      return undefined
    }
  }
  const withStore = async <T>(work: (store: TokenStore) => Promise<T>): Promise<T | undefined> =>
    store && name ? tried(() => inTime(() => work(store), clock, timeoutMs)) : undefined

  const goodIn = (text: string | null | undefined, ttlMs: number): HeldToken | undefined => {
    const token = parsed(text)
    if (!isStoredToken(token)) return undefined
    // a forced refresh doesn't accept the stored token
    if (forced) instead ??= token.accessToken
    const held = hold(token, settings, sessionId)
    return token.accessToken !== instead && isGood(held, ttlMs, clock) ? held : undefined
  }

  const adopt = async (): Promise<HeldToken | undefined> => {
    const found = await withStore((from) => Promise.all([from.get(name), from.get(pauseOf(name))]))
    seen = found && (found[0] ?? null)
    // a token that is due for refresh is sufficient too: it is returned meanwhile
    const held = goodIn(seen, minTtlMs)
    if (held) later('token.adopted')
    else {
      joinPause(pause, parsed(found?.[1]) as Rest | undefined, clock)
      if (!passes) passes = pause.refuse(clock, forced)
    }
    return held
  }

  const sharing: Sharing = {
    async keep(token, leftMs) {
      if (!(leftMs > 0)) return
      await withStore(async (to) => {
        for (let tries = 0; tries < 3; tries++) {
          if (tries || seen === undefined) {
            seen = (await to.get(name)) ?? null
            // another process wrote meanwhile: its token is kept while it is valid
            if (goodIn(seen, 0)) return
          }
          if ((await to.set(name, JSON.stringify(token), { expected: seen, ...ttlOptions(leftMs) })) !== false) return
        }
      })
    },
    // store failures that would also affect other processes
    async pause({ transient, error }, waitMs = 0) {
      const rest: Rest = { until: clock.now() + waitMs, waitMs, error }
      if (transient) await withStore((to) => to.set(pauseOf(name), JSON.stringify(rest), ttlOptions(waitMs)))
    },
  }

  try {
    name = (await tried(() => nameOf(settings, grantType, settings.key, others))) ?? ''
    const held = await adopt()
    if (held) return held
    const onMissed = (waitedMs: number): void => later('lock.missed', { 'grantkit.lock.wait_ms': waitedMs })
    const bounds = { clock, waitMs: settings.lockWaitMs, onMissed }
    return await underLock(name ? lock : undefined, name, bounds, async () => {
      return (lock && (await adopt())) ?? tokenBy(attempt, settings, pause, later, sharing)
    })
  } finally {
    flush()
  }
}

/** The name of the record of a pause, which has its own lifetime. */
const pauseOf = (name: string): string => `${name}:pause`

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    // nothing, or not a valid record: it will be overwritten
    return undefined
  }
}
