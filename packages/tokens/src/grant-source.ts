import type { TokenResponse } from 'grantkit'
import { attributesOf, stopwatch } from './asking.ts'
import { underLock } from './bounded-lock.ts'
import { createCoolDown, type Rest, refuseWhileCooling, restAfter } from './cool-down.ts'
import { type HeldToken, hold, isGood } from './held-token.ts'
import { inTime } from './in-time.ts'
import { createRenewingSource, type RenewingSource, type Wish } from './renewing-source.ts'
import type { Policy } from './source-settings.ts'
import { isStoredToken, type StoredToken, storedTokenOf } from './stored-token.ts'
import { collector, type Emit } from './token-event.ts'
import { renewalFailed } from './token-source-error.ts'
import type { TokenStore } from './token-store.ts'

/** What a source of tokens is made of that need no session: whoever has the credentials can get another. */
export interface GrantSource {
  policy: Policy
  renewInBackground: boolean | undefined
  emit: Emit
  key: () => Promise<string>
  /** The scope that holds where the server doesn't say it. */
  scope: string | readonly string[] | undefined
  /** Comes before anything is looked for. */
  prepare?: () => Promise<void>
  request: () => Promise<TokenResponse>
}

/** What the store holds: the token, or the rest that another process takes after a failure. */
interface GrantRecord {
  token?: StoredToken
  rest?: Rest
}

/** A source that gets its tokens by `request`, and shares them through the store where there is one. */
export function createGrantSource(parts: GrantSource): RenewingSource {
  const { policy, renewInBackground, emit, key, scope, prepare, request } = parts
  const { store, lock, lockWaitMs, clock, random, timeoutMs } = policy
  const coolDown = createCoolDown(clock)

  // tokens of this kind can be had again, so that a failing store costs a request and no more
  const tried = async <T>(
    later: Emit,
    work: (store: TokenStore, name: string) => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      const name = store && (await key())
      return store && name ? await inTime(() => work(store, name), clock, timeoutMs) : undefined
    } catch {
      later('store.failed')
      return undefined
    }
  }

  const fromStore = async ({ instead, minTtlMs }: Wish, later: Emit): Promise<Stored> => {
    // one that is due will do too: it is served while it is renewed
    const { token, rest } = recordIn(await tried(later, (store, name) => store.get(name)))
    if (rest) coolDown.join(rest, clock.now())
    const held = token && token.accessToken !== instead ? hold(token, policy) : undefined
    return { token, held: held && isGood(held, minTtlMs, clock) ? held : undefined }
  }

  const toStore = async (later: Emit, record: GrantRecord, ttlMs: number): Promise<void> => {
    const options = ttlMs < Infinity ? { ttlMs } : {}
    await tried(later, (store, name) => store.set(name, JSON.stringify(record), options))
  }

  const fromServer = async (later: Emit, stored: StoredToken | undefined): Promise<HeldToken> => {
    const took = stopwatch(policy)
    const response = await request()
    const attributes = { ...attributesOf(response), 'grantkit.duration_ms': took() }
    if (response.isError) {
      const waitMs = restAfter(response, coolDown.failures(), random)
      const error = renewalFailed(response, waitMs)
      coolDown.begin(waitMs, error)
      later('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': waitMs })
      if (response.transient) {
        const rest = { until: clock.now() + waitMs, waitMs, error: response.error }
        await toStore(later, { ...(stored && { token: stored }), rest }, stored ? Infinity : waitMs)
      }
      throw error
    }
    coolDown.end()
    const token = storedTokenOf(response, policy, scope && [scope].flat().join(' '))
    const held = hold(token, policy)
    if (held.leftMs > 0) await toStore(later, { token }, held.leftMs)
    later('token.renewed', attributes)
    return held
  }

  const renew = async (asked: Wish): Promise<HeldToken> => {
    await prepare?.()
    const { later, tell } = collector(emit)
    const wish = { ...asked }
    const adopt = async (): Promise<Stored> => {
      const { token, held } = await fromStore(wish, later)
      if (held) later('token.adopted')
      else refuseWhileCooling(coolDown)
      return { token, held }
    }
    try {
      if (wish.forced) wish.instead ??= (await fromStore(wish, later)).token?.accessToken
      const seen = await adopt()
      if (seen.held) return seen.held
      const onMissed = (waitedMs: number): void => later('lock.missed', { 'grantkit.lock.wait_ms': waitedMs })
      const name = lock ? await key() : ''
      return await underLock(lock, name, { clock, waitMs: lockWaitMs, onMissed }, async () => {
        const { held, token } = lock ? await adopt() : seen
        return held ?? fromServer(later, token)
      })
    } finally {
      tell()
    }
  }

  return createRenewingSource(renew, { clock, renewInBackground })
}

/** What was found in the store: the token, and the same in memory where it will do. */
interface Stored {
  token: StoredToken | undefined
  held: HeldToken | undefined
}

function recordIn(text: string | undefined): GrantRecord {
  try {
    const { token, rest } = JSON.parse(text ?? '{}') as GrantRecord
    return { ...(isStoredToken(token) && { token }), ...(typeof rest?.until === 'number' && { rest }) }
  } catch {
    // of another make; it will be written over
    return {}
  }
}
