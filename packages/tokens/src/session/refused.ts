import { sessionEnded } from '../token-source-error.ts'
import type { Claimed } from './claimed.ts'
import type { RefreshParts } from './refresh-parts.ts'
import { changed } from './session-record.ts'
import { tombstone } from './tombstone.ts'

/** The refresh token was refused; the session is over if it is still the one in the store. */
export async function refused(
  { policy, store, state, onOver }: RefreshParts,
  { id, refreshToken, lost, session }: { id: string; refreshToken: string; lost: boolean; session: string },
): Promise<Claimed> {
  const now = await store.read()
  const { record } = now
  if (record?.session !== session || record.ended) return {}
  const isOwn = record.attempt?.id === id
  if (record.refreshToken !== refreshToken) {
    if (isOwn) await store.swap(now, changed(record, { attempt: undefined }))
    return {}
  }
  // somebody took this refresh for abandoned, and may have got what this one was refused
  if (record.attempt && !isOwn) return {}
  const reason = lost || record.lost ? 'rotation_lost' : 'revoked'
  if (!(await store.swap(now, tombstone(record, reason, policy.clock.now()), 86_400_000))) return {}
  state.left = undefined
  onOver(reason)
  return { error: sessionEnded(reason) }
}
