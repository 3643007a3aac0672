import { present } from 'grantkit/internal/present'
import type { StoredToken } from '../stored-token.ts'
import type { SessionEndReason, TokenSourceErrorCode } from '../token-source-error.ts'
import { livingTokens } from './record.ts'
import type { SessionRest, StoredSession } from './stored-session.ts'

// The state machine of a session. Three pure functions make all decisions.
//
//   (none) ──start──► signed in ──attempt──► refreshing ──rotate──► signed in
//                        ▲   │                  ├─fail────► signed in, pausing, perhaps in doubt (`lost`)
//                        │   │                  └─refuse──► ended: revoked, or rotation_lost if in doubt
//                        │   └──end──► ended: signed_out, expired, idle, user_mismatch
//                        └── a late rotate undoes `revoked` and `rotation_lost`, but no other end
//
// The record in the store is the shared state. What a process knows in addition is `Knowledge`.

/** What happens to a session. `from` is the record with the mark of the refresh in question. */
export type SessionEvent =
  | { type: 'start'; record: StoredSession }
  | { type: 'attempt'; id: string; lost: boolean }
  | ({ type: 'rotate'; from: StoredSession } & Rotation)
  | { type: 'fail'; from: StoredSession; lost: boolean; rest?: SessionRest | undefined }
  | { type: 'refuse'; from: StoredSession }
  | { type: 'end'; reason: SessionEndReason; session?: string | undefined }
  | { type: 'use' }

/** The result of a refresh. Without `token` only the refresh token of the response was usable. */
export interface Rotation {
  refreshToken?: string | undefined
  target: string
  token?: StoredToken | undefined
  idToken?: string | undefined
  /** The new data of the app. */
  data?: unknown
}

/** The record to write after an event: the same one if nothing changes, undefined if the event doesn't apply. */
export function transition(
  record: StoredSession | undefined,
  event: SessionEvent,
  now: number,
): StoredSession | undefined {
  if (event.type === 'start') {
    if (record?.session !== event.record.session) return event.record
    // it was written, and another process has ended the session since
    return record.ended ? undefined : record
  }
  if (!record || (record.ended && event.type !== 'rotate')) return undefined
  switch (event.type) {
    case 'attempt':
      return changed(record, {
        claims: record.claims + 1,
        attempt: { id: event.id, startedAt: now },
        lost: event.lost || undefined,
      })
    case 'rotate':
      return rotated(record, event, now)
    case 'fail':
      return isOwn(record, event.from)
        ? changed(record, { attempt: undefined, lost: event.lost || undefined, rest: event.rest })
        : undefined
    case 'refuse': {
      const { from } = event
      const own = isOwn(record, from)
      if (record.session !== from.session) return undefined
      // there is another refresh token by now, which may be valid
      if (record.refreshToken !== from.refreshToken) return own ? changed(record, { attempt: undefined }) : undefined
      // another process considered this refresh abandoned, and may succeed where this one was refused
      if (record.attempt && !own) return undefined
      return endedRecord(record, from.lost || record.lost ? 'rotation_lost' : 'revoked', now)
    }
    case 'end':
      return event.session === undefined || event.session === record.session
        ? endedRecord(record, event.reason, now)
        : undefined
    case 'use':
      return changed(record, { usedAt: now })
  }
}

/**
 * If two refreshes used the same refresh token, servers keep the result of the later one, and so does this: a fork ends as one session.
 */
function rotated(
  record: StoredSession,
  { from, refreshToken = from.refreshToken, target, token, idToken, data }: SessionEvent & { type: 'rotate' },
  now: number,
): StoredSession | undefined {
  if (record.session !== from.session || record.rotatedBy > from.claims) return undefined
  if (record.ended && !/^(revoked|rotation_lost)$/.test(record.ended.reason)) return undefined
  const base = record.ended ? from : record
  const isNew = refreshToken !== from.refreshToken
  const own = isOwn(base, from)
  if (
    !record.ended &&
    !own &&
    base.refreshToken === refreshToken &&
    (!token || base.tokens[target]?.accessToken === token.accessToken)
  )
    return record
  return changed(base, {
    claims: Math.max(record.claims, from.claims),
    rotatedBy: isNew ? from.claims : base.rotatedBy,
    // a refresh without a new refresh token must not replace one that another process got meanwhile
    refreshToken: isNew ? refreshToken : (base.refreshToken ?? refreshToken),
    idToken: idToken ?? base.idToken,
    data: data ?? base.data,
    tokens: { ...livingTokens(base.tokens, now), ...(token && { [target]: token }) },
    attempt: own ? undefined : base.attempt,
    lost: undefined,
    rest: undefined,
  })
}

function isOwn({ session, attempt }: StoredSession, from: StoredSession): boolean {
  return session === from.session && attempt !== undefined && attempt.id === from.attempt?.id
}

/** What is kept of an ended session, so that other processes learn why it ended. */
function endedRecord(
  { v, session, claims, rotatedBy }: StoredSession,
  reason: SessionEndReason,
  at: number,
): StoredSession {
  return { v, session, claims, rotatedBy, tokens: {}, ended: { reason, at } }
}

function changed(
  record: StoredSession,
  changes: { [Name in keyof StoredSession]?: StoredSession[Name] | undefined },
): StoredSession {
  return present<StoredSession>({ ...record, ...changes } as Required<StoredSession>)
}

/** What is known about the wanted token and the session, in addition to its record. */
export interface Circumstances {
  /** Why the last session ended, if there was one. */
  reason?: SessionEndReason | undefined
  /** The stored token is sufficient. */
  serves: boolean
  /** It is still valid, but not as long as requested. */
  lasts: boolean
  /** None of the session's tokens is valid any more. */
  expired: boolean
  /** The session was unused for too long. */
  idle: boolean
  /** This process's refresh whose mark may still be in the record. */
  own?: { id: string; lost: boolean } | undefined
  /** The mark was seen unchanged for longer than a refresh can take. */
  abandoned: boolean
}

/** What to do for a token. */
export type Step =
  | { do: 'serve' }
  | { do: 'refresh'; lost: boolean; takesOver: boolean }
  | { do: 'wait' }
  | { do: 'end'; reason: SessionEndReason }
  | { do: 'fail'; code: TokenSourceErrorCode; reason?: SessionEndReason }

/** Decides from the record in the store how to get a token. */
export function nextStep(record: StoredSession | undefined, circumstances: Circumstances): Step {
  const { serves, lasts, expired, idle, own, abandoned } = circumstances
  const reason = record ? record.ended?.reason : circumstances.reason
  if (reason) return { do: 'fail', code: 'session_ended', reason }
  if (!record) return { do: 'fail', code: 'no_session' }
  if (idle) return { do: 'end', reason: 'idle' }
  // a token that is due for refresh is sufficient too: it is returned meanwhile
  if (serves || (lasts && !record.refreshToken)) return { do: 'serve' }
  if (!record.refreshToken) return expired ? { do: 'end', reason: 'expired' } : { do: 'fail', code: 'no_refresh_token' }
  const mine = record.attempt && record.attempt.id === own?.id
  const takesOver = !!record.attempt && !mine
  if (takesOver && !abandoned) return { do: 'wait' }
  return { do: 'refresh', lost: !!record.lost || takesOver || !!(mine && own?.lost), takesOver }
}

/** What one process knows in addition to the record. Always replaced, never changed. */
export interface Knowledge {
  /** The login that the tokens in memory belong to. */
  session?: string | undefined
  /** Why the last session ended. */
  reason?: SessionEndReason | undefined
  /** The login that was signed out here. It has ended, even if that couldn't be stored. */
  signedOut?: string | undefined
  /** Counts logins and sign-outs in this process: work that began before one has no effect after it. */
  turn: number
  /** This process's refresh whose mark may still be in the store, and whether its response may be lost. */
  own?: { id: string; lost: boolean } | undefined
}

/** What a process learns. */
export type Observation =
  | { type: 'started'; session: string }
  | { type: 'not started' | 'signed out' }
  /** The login that was signed out, if it is known only now. */
  | { type: 'gone'; session: string }
  | { type: 'seen'; record: StoredSession | undefined }
  /** The mark that is about to be written; undefined if it was removed. */
  | { type: 'attempt'; own?: Knowledge['own'] }

/** The new knowledge, and what changed for the known session: why it ended, or that another replaced it. */
export function learn(
  known: Knowledge,
  observation: Observation,
): { known: Knowledge; news?: SessionEndReason | 'replaced' } {
  const { session, turn, signedOut } = known
  switch (observation.type) {
    case 'started':
      return { known: { session: observation.session, signedOut, turn: turn + 1 } }
    case 'not started':
      return { known: { ...known, session: undefined } }
    case 'signed out':
      return { known: { reason: 'signed_out', signedOut: session ?? signedOut, turn: turn + 1 } }
    case 'gone':
      return { known: { ...known, signedOut: observation.session } }
    case 'attempt':
      return { known: { ...known, own: observation.own } }
    case 'seen': {
      const { record } = observation
      const news = record ? record.ended?.reason : 'signed_out'
      if (news) return session === undefined ? { known } : { known: { reason: news, signedOut, turn }, news }
      if (session === record?.session) return { known }
      const next = { known: { ...known, session: record?.session, reason: undefined } }
      return session === undefined ? next : { ...next, news: 'replaced' }
    }
  }
}
