import { isOwnState } from '@grantkit/oidc/login-state'
import { responseIn } from '@grantkit/oidc/response-url'
import type { LoginRecord, LoginRecords, UsedRecord } from '../store/login-records.ts'

/** What the page's URL is. */
export type Claim =
  | { kind: 'none' }
  | { kind: 'foreign' }
  | { kind: 'login'; url: string; state: string; record: LoginRecord | UsedRecord | undefined }
  | { kind: 'logout'; url: string; state: string }

/** Tells whose answer a URL is, without changing anything. */
export function claimOf(url: string, records: LoginRecords, issuer: string, clientId: string): Claim {
  const state = responseIn(url)?.state
  if (state === undefined) return { kind: 'none' }
  if (records.hasLogout(state)) return { kind: 'logout', url, state }
  const record = records.find(state)
  if (record || isOwnState(state, issuer, clientId)) return { kind: 'login', url, state, record }
  return { kind: 'foreign' }
}

/** Takes the answer out of the address bar, the history and later referrers. */
export function cleanAddress(url: string): void {
  const clean = responseIn(url)?.clean
  // the page may have gone elsewhere since
  if (clean !== undefined && location.href === url) history.replaceState(history.state, '', clean)
}
