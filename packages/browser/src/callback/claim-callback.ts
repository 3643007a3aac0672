import { isOwnState } from '@grantkit/oidc/login-state'
import { responseIn } from '@grantkit/oidc/response-url'
import type { LoginRecord, LoginRecords, UsedRecord } from '../store/login-records.ts'
import type { Marks } from '../store/marks.ts'

/** What kind of response the page's URL holds. */
export type Claim =
  | { kind: 'none' }
  | { kind: 'foreign' }
  | { kind: 'login'; url: string; state: string; record: LoginRecord | UsedRecord | undefined }
  | { kind: 'logout'; url: string; state: string }

/** Tells which request a URL responds to, without changing anything. */
export function claimOf(url: string, records: LoginRecords, issuer: string, clientId: string): Claim {
  const state = responseIn(url)?.state
  if (state === undefined) return { kind: 'none' }
  if (records.hasLogout(state)) return { kind: 'logout', url, state }
  const record = records.find(state)
  if (record || isOwnState(state, issuer, clientId)) return { kind: 'login', url, state, record }
  return { kind: 'foreign' }
}

/** Removes the response from the address bar, the history and later referrers. */
export function cleanAddress(url: string): void {
  const clean = responseIn(url)?.clean
  // the app may have navigated meanwhile
  if (clean !== undefined && location.href === url) history.replaceState(history.state, '', clean)
}

/** Notes that the code is about to be exchanged: for a reload, which finds no code, and for another client of this page. */
export function markClaim({ state, record }: Extract<Claim, { kind: 'login' }>, marks: Marks): void {
  if (record && 'transaction' in record && record.mode !== 'popup')
    marks.set('exchanging', { state, returnTo: record.transaction.returnTo })
}
