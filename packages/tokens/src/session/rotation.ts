import type { StoredToken } from '../stored-token.ts'
import { changed, type SessionRecord } from './session-record.ts'

/** What a refresh brought, until the store holds it. */
export interface Rotation {
  /** The login it belongs to. */
  session: string
  /** The number of its claim, and the mark it wrote. */
  claim: number
  attempt: string
  /** The refresh token that was sent, and the one that is good from now on. */
  sent: string
  refreshToken: string
  target: string
  token: StoredToken
  idToken: string | undefined
  scope: string | undefined
}

/**
 * The record with what a refresh brought; undefined where there is no place for it: the session is another or was signed
 * out, or holds a refresh token that was asked for later. Of two that were asked for with the same one, the later is
 * the one that servers keep, so that a fork ends as one.
 */
export function withRotation(
  record: SessionRecord | undefined,
  rotation: Rotation,
  now: number,
): SessionRecord | undefined {
  const { session, claim, attempt, sent, refreshToken, target, token, idToken, scope } = rotation
  if (record?.session !== session || record.rotatedBy > claim) return undefined
  const isNew = refreshToken !== sent
  // a refresh that brought none says nothing about one that somebody else got meanwhile
  const kept = isNew || record.refreshToken === undefined ? refreshToken : record.refreshToken
  return changed(record, {
    claims: Math.max(record.claims, claim),
    rotatedBy: isNew ? claim : record.rotatedBy,
    refreshToken: kept,
    idToken: idToken ?? record.idToken,
    scope: scope ?? record.scope,
    tokens: { ...living(record.tokens, now), [target]: token },
    attempt: record.attempt?.id === attempt ? undefined : record.attempt,
    lost: undefined,
    rest: undefined,
    // said over by somebody who knew of a dead refresh token only
    ended: undefined,
  })
}

/** Whether the store holds already what a refresh brought. */
export function holdsRotation(
  record: SessionRecord | undefined,
  { session, refreshToken, target, token, attempt }: Rotation,
): boolean {
  return (
    record?.session === session &&
    record.refreshToken === refreshToken &&
    record.tokens[target]?.accessToken === token.accessToken &&
    record.attempt?.id !== attempt
  )
}

function living(tokens: Record<string, StoredToken>, now: number): Record<string, StoredToken> {
  return Object.fromEntries(Object.entries(tokens).filter(([, { expiresAt = Infinity }]) => expiresAt > now))
}
