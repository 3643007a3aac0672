import type { TokenResponse } from 'grantkit'
import { nameOf, type Settled } from './asking.ts'
import { underLock } from './bounded-lock.ts'
import { type CoolDown, createCoolDown, type Rest, restAfter } from './cool-down.ts'
import { type HeldToken, hold, isGood } from './held-token.ts'
import { inTime } from './in-time.ts'
import { createRenewingSource, type RenewingSource, type Wanted } from './renewing-source.ts'
import { isStoredToken, type StoredToken, storedTokenOf } from './stored-token.ts'
import { attributesOf, collector, emitterOf, stopwatch } from './token-event.ts'
import { renewalFailed } from './token-source-error.ts'
import { keptFor, type TokenStore } from './token-store.ts'

/** How a source gets tokens that need no session: whoever has the credentials can get another. */
export interface Grant {
  grantType: string
  settings: Settled
  /** Comes before anything is looked for: what one renewal is made with, taken once. */
  begin(): Attempt | Promise<Attempt>
}

/** One renewal. */
export interface Attempt {
  /** The login that its token belongs to. */
  sessionId?: string | undefined
  /** What tells its token from others in the store, beside the settings. */
  others?: readonly string[]
  request(): Promise<TokenResponse>
}

/** A source that gets its tokens by a grant, and shares them through the store if there is one. */
export function createGrantSource(grant: Grant): RenewingSource {
  const coolDown = createCoolDown(grant.settings.clock)
  return createRenewingSource((wanted) => renew(grant, coolDown, wanted), grant.settings)
}

// a function of the module, for there may be many sources: closures would be made for each
async function renew(grant: Grant, coolDown: CoolDown, { instead, minTtlMs, forced }: Wanted): Promise<HeldToken> {
  const { settings, grantType } = grant
  const { store, lock, clock, timeoutMs, scope } = settings
  const { sessionId, others, request } = await grant.begin()
  const { later, tell } = collector(emitterOf(settings, grantType))
  /** What the store held when it was read last; null for nothing, undefined if nobody knows. */
  let seen: string | null | undefined
  let name = ''
  let passes = false

  // tokens of this kind can be had again, so that a failing store costs a request and no more
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
    // a forced renewal wants none that is there already
    if (forced) instead ??= token.accessToken
    const held = hold(token, settings, sessionId)
    return token.accessToken !== instead && isGood(held, ttlMs, clock) ? held : undefined
  }

  const adopt = async (): Promise<HeldToken | undefined> => {
    const found = await withStore((from) => Promise.all([from.get(name), from.get(pauseOf(name))]))
    seen = found && (found[0] ?? null)
    // one that is due for renewal will do too: it is served meanwhile
    const held = goodIn(seen, minTtlMs)
    if (held) later('token.adopted')
    else {
      coolDown.join(parsed(found?.[1]) as Rest | undefined, clock.now())
      if (!passes) passes = coolDown.refuse(forced)
    }
    return held
  }

  const keep = async (token: StoredToken, leftMs: number): Promise<void> => {
    await withStore(async (to) => {
      for (let tries = 0; tries < 3; tries++) {
        if (tries || seen === undefined) {
          seen = (await to.get(name)) ?? null
          // another process wrote meanwhile: its token stays while it is good
          if (goodIn(seen, 0)) return
        }
        if ((await to.set(name, JSON.stringify(token), { expected: seen, ...keptFor(leftMs) })) !== false) return
      }
    })
  }

  const fromServer = async (): Promise<HeldToken> => {
    const took = stopwatch(settings)
    const response = await request()
    const attributes = { ...attributesOf(response), 'grantkit.duration_ms': took() }
    if (response.isError) {
      const waitMs = restAfter(response, coolDown.failures(), settings)
      const error = renewalFailed(response, waitMs)
      coolDown.begin(waitMs, error)
      later('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': waitMs })
      const rest: Rest = { until: clock.now() + waitMs, waitMs, error: response.error }
      if (response.transient) await withStore((to) => to.set(pauseOf(name), JSON.stringify(rest), keptFor(waitMs)))
      throw error
    }
    coolDown.end()
    const token = storedTokenOf(response, settings, scope && [scope].flat().join(' '))
    const held = hold(token, settings, sessionId)
    if (held.leftMs > 0) await keep(token, held.leftMs)
    later('token.renewed', attributes)
    return held
  }

  try {
    if (store || lock) name = (await tried(() => nameOf(settings, grantType, settings.key, others))) ?? ''
    const held = await adopt()
    if (held) return held
    const onMissed = (waitedMs: number): void => later('lock.missed', { 'grantkit.lock.wait_ms': waitedMs })
    const bounds = { clock, waitMs: settings.lockWaitMs, onMissed }
    return await underLock(name ? lock : undefined, name, bounds, async () => {
      return (lock && (await adopt())) ?? fromServer()
    })
  } finally {
    tell()
  }
}

/** The name of the pause after a failure, which has a record and a lifetime of its own. */
const pauseOf = (name: string): string => `${name}:pause`

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    // nothing, or of another make: it will be written over
    return undefined
  }
}
