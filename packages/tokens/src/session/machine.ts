import { present } from 'grantkit/internal/present'
import type { StoredToken } from '../stored-token.ts'
import type { SessionEndReason, TokenSourceErrorCode } from '../token-source-error.ts'
import { livingTokens } from './record.ts'
import type { SessionRest, StoredSession } from './stored-session.ts'

// The life of a session. All of it is decided here, by three functions that do nothing but decide.
//
//   (none) ──start──► signed in ──attempt──► refreshing ──rotate──► signed in
//                        ▲   │                  ├─fail────► signed in, pausing, perhaps in doubt (`lost`)
//                        │   │                  └─refuse──► ended: revoked, or rotation_lost if in doubt
//                        │   └──end──► ended: signed_out, expired, idle, user_mismatch
//                        └── a rotate that comes late takes back `revoked` and `rotation_lost`, and no other end
//
// The record in the store is the state that all share. What a process knows beside it is `Knowledge`.

/** What happens to a session. `from` is the record with the mark of the refresh that it is about. */
export type SessionEvent =
  | { type: 'start'; record: StoredSession }
  | { type: 'attempt'; id: string; lost: boolean }
  | ({ type: 'rotate'; from: StoredSession } & Rotation)
  | { type: 'fail'; from: StoredSession; lost: boolean; rest?: SessionRest | undefined }
  | { type: 'refuse'; from: StoredSession }
  | { type: 'end'; reason: SessionEndReason; session?: string | undefined }
  | { type: 'use' }

/** What a refresh brought. Without `token` the response was good for the refresh token only. */
export interface Rotation {
  refreshToken?: string | undefined
  target: string
  token?: StoredToken | undefined
  idToken?: string | undefined
  /** What takes the place of the app's own data. */
  data?: unknown
}

/** What to write after an event; the record itself if it says so already, and undefined if the event has no place in it. */
export function transition(
  record: StoredSession | undefined,
  event: SessionEvent,
  now: number,
): StoredSession | undefined {
  if (event.type === 'start') {
    if (record?.session !== event.record.session) return event.record
    // it was written, and somebody has ended it since
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
      // another refresh token is there by now, and may be good
      if (record.refreshToken !== from.refreshToken) return own ? changed(record, { attempt: undefined }) : undefined
      // somebody took this refresh for abandoned, and may get what this one was refused
      if (record.attempt && !own) return undefined
      return over(record, from.lost || record.lost ? 'rotation_lost' : 'revoked', now)
    }
    case 'end':
      return event.session === undefined || event.session === record.session
        ? over(record, event.reason, now)
        : undefined
    case 'use':
      return changed(record, { usedAt: now })
  }
}

/**
 * Of two refreshes with the same refresh token, servers keep the result of the later, and so does this: a fork ends as one.
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
    // a refresh that brought none says nothing about one that somebody else got meanwhile
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
function over({ v, session, claims, rotatedBy }: StoredSession, reason: SessionEndReason, at: number): StoredSession {
  return { v, session, claims, rotatedBy, tokens: {}, ended: { reason, at } }
}

function changed(
  record: StoredSession,
  changes: { [Name in keyof StoredSession]?: StoredSession[Name] | undefined },
): StoredSession {
  return present<StoredSession>({ ...record, ...changes } as Required<StoredSession>)
}

/** What is known of a wanted token and of the session beside its record. */
export interface Circumstances {
  /** Why the last session ended, if there was one. */
  over?: SessionEndReason | undefined
  /** The stored token will do. */
  serves: boolean
  /** It is still good, if not for as long as wanted. */
  lasts: boolean
  /** None of the session's tokens is good any more. */
  expired: boolean
  /** Nobody has used the session for too long. */
  idle: boolean
  /** The refresh of this process whose mark may still be there. */
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

/** Decides what to do for a token by the record in the store. */
export function nextStep(record: StoredSession | undefined, circumstances: Circumstances): Step {
  const { over, serves, lasts, expired, idle, own, abandoned } = circumstances
  const reason = record ? record.ended?.reason : over
  if (reason) return { do: 'fail', code: 'session_ended', reason }
  if (!record) return { do: 'fail', code: 'no_session' }
  if (idle) return { do: 'end', reason: 'idle' }
  // one that should be renewed will do too: it is served while that is done
  if (serves || (lasts && !record.refreshToken)) return { do: 'serve' }
  if (!record.refreshToken) return expired ? { do: 'end', reason: 'expired' } : { do: 'fail', code: 'no_refresh_token' }
  const mine = record.attempt && record.attempt.id === own?.id
  const takesOver = !!record.attempt && !mine
  if (takesOver && !abandoned) return { do: 'wait' }
  return { do: 'refresh', lost: !!record.lost || takesOver || !!(mine && own?.lost), takesOver }
}

/** What one process knows beside the record. Replaced as a whole. */
export interface Knowledge {
  /** The login that the tokens in memory belong to. */
  session?: string | undefined
  /** Why the last session ended. */
  over?: SessionEndReason | undefined
  /** The login that was signed out here. It has ended, even if that couldn't be stored. */
  signedOut?: string | undefined
  /** Counts logins and sign-outs made here: what was begun before one has no effect after it. */
  turn: number
  /** The refresh of this process whose mark may still be in the store, and whether its response may be lost. */
  own?: { id: string; lost: boolean } | undefined
}

/** What a process learns. */
export type Lesson =
  | { type: 'started'; session: string }
  | { type: 'not started' | 'signed out' }
  /** Which login it was that is signed out, if that shows only now. */
  | { type: 'gone'; session: string }
  | { type: 'seen'; record: StoredSession | undefined }
  /** Its mark is about to be written; without one, it is gone. */
  | { type: 'attempt'; own?: Knowledge['own'] }

/** What the process knows after a lesson, and what is new about the session that it knew: why it is over, or that another is in its place. */
export function learn(known: Knowledge, lesson: Lesson): { known: Knowledge; news?: SessionEndReason | 'replaced' } {
  const { session, turn, signedOut } = known
  switch (lesson.type) {
    case 'started':
      return { known: { session: lesson.session, signedOut, turn: turn + 1 } }
    case 'not started':
      return { known: { ...known, session: undefined } }
    case 'signed out':
      return { known: { over: 'signed_out', signedOut: session ?? signedOut, turn: turn + 1 } }
    case 'gone':
      return { known: { ...known, signedOut: lesson.session } }
    case 'attempt':
      return { known: { ...known, own: lesson.own } }
    case 'seen': {
      const { record } = lesson
      const news = record ? record.ended?.reason : 'signed_out'
      if (news) return session === undefined ? { known } : { known: { over: news, signedOut, turn }, news }
      if (session === record?.session) return { known }
      const next = { known: { ...known, session: record?.session, over: undefined } }
      return session === undefined ? next : { ...next, news: 'replaced' }
    }
  }
}
