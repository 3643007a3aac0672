import type { TokenResponse } from 'grantkit'
import { attributesOf, stopwatch } from './asking.ts'
import { underLock } from './bounded-lock.ts'
import { createCoolDown, type Rest, refuseWhileCooling, restAfter } from './cool-down.ts'
import { type HeldToken, hold, isFresh } from './held-token.ts'
import { createRenewingSource, type RenewingSource, type Wish } from './renewing-source.ts'
import type { Policy } from './source-settings.ts'
import { isStoredToken, type StoredToken, storedTokenOf } from './stored-token.ts'
import type { Emit } from './token-event.ts'
import { renewalFailed, storeFailed, type TokenSourceError } from './token-source-error.ts'

/** What a source of tokens is made of that need no session: whoever has the credentials can get another. */
export interface GrantSource {
  policy: Policy
  renewInBackground: boolean | undefined
  emit: Emit
  key: () => Promise<string>
  /** The scope that holds where the server doesn't say it. */
  scope: string | readonly string[] | undefined
  request: () => Promise<TokenResponse>
}

/** What the store holds: the token, or the rest that another process takes after a failure. */
interface GrantRecord {
  token?: StoredToken
  rest?: Rest
}

/** A source that gets its tokens by `request`, and shares them through the store where there is one. */
export function createGrantSource({
  policy,
  renewInBackground,
  emit,
  key,
  scope,
  request,
}: GrantSource): RenewingSource {
  const { store, lock, lockWaitMs, clock, random } = policy
  const coolDown = createCoolDown(clock)

  // tokens of this kind can be had again, so that a failing store costs a request and no more
  const tried = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (thrown) {
      emit('store.failed', { 'error.type': storeFailed(thrown).code })
      return undefined
    }
  }

  const fromStore = async ({ instead, minTtlMs }: Wish): Promise<HeldToken | undefined> => {
    if (!store) return undefined
    const text = await tried(async () => store.get(await key()))
    const { token, rest } = recordIn(text)
    if (token && token.accessToken !== instead) {
      const held = hold(token, policy)
      if (isFresh(held, minTtlMs, clock)) {
        emit('token.adopted')
        return held
      }
    }
    if (rest) coolDown.join(rest, clock.now())
    return undefined
  }

  const toStore = async (record: GrantRecord, ttlMs: number): Promise<void> => {
    if (!store) return
    await tried(async () => store.set(await key(), JSON.stringify(record), ttlMs < Infinity ? { ttlMs } : {}))
  }

  const fromServer = async (): Promise<{ held?: HeldToken; error?: TokenSourceError; tell: () => void }> => {
    const took = stopwatch(policy)
    const response = await request()
    const attributes = { ...attributesOf(response), 'grantkit.duration_ms': took() }
    if (response.isError) {
      const waitMs = restAfter(response, coolDown.failures(), random)
      const error = renewalFailed(response, waitMs)
      coolDown.begin(waitMs, error)
      if (response.transient) {
        await toStore({ rest: { until: clock.now() + waitMs, waitMs, error: error.error ?? '' } }, waitMs)
      }
      return { error, tell: () => emit('token.renewal_failed', { ...attributes, 'grantkit.retry_after_ms': waitMs }) }
    }
    coolDown.end()
    const token = storedTokenOf(response, policy, scope && [scope].flat().join(' '))
    const held = hold(token, policy)
    if (held.leftMs > 0) await toStore({ token }, held.leftMs)
    return { held, tell: () => emit('token.renewed', attributes) }
  }

  const renew = async (wish: Wish): Promise<HeldToken> => {
    const seen = await fromStore(wish)
    if (seen) return seen
    refuseWhileCooling(coolDown)
    let missedMs: number | undefined
    const onMissed = (waitedMs: number): void => {
      missedMs = waitedMs
    }
    const outcome = await underLock(
      lock,
      lock ? await key() : '',
      { clock, waitMs: lockWaitMs, onMissed },
      async () => {
        const held = lock && (await fromStore(wish))
        if (held) return { held, tell: () => {} }
        refuseWhileCooling(coolDown)
        return fromServer()
      },
    )
    if (missedMs !== undefined) emit('lock.missed', { 'grantkit.lock.wait_ms': missedMs })
    outcome.tell()
    if (!outcome.held) throw outcome.error
    return outcome.held
  }

  return createRenewingSource(renew, { clock, renewInBackground })
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
