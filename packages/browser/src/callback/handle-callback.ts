import { processLogoutResponse } from '@grantkit/oidc/internal/process-logout-response'
import { safeReturnTo } from '@grantkit/oidc/return-to'
import type { ClientParts } from '../client-parts.ts'
import { activated } from '../page-life.ts'
import { handOver } from '../sign-in/hand-over.ts'
import type { CallbackResult } from './callback-result.ts'
import { type Claim, cleanAddress } from './claim-callback.ts'
import { completeLogin } from './complete-login.ts'

/** Handles a URL that the client has claimed. */
export async function handleCallback(parts: ClientParts, claim: Claim): Promise<CallbackResult> {
  await activated()
  if (claim.kind === 'none') return interrupted(parts)
  if (claim.kind === 'foreign') return { status: 'foreign' }
  const { url, state } = claim
  cleanAddress(url)
  if (claim.kind === 'logout') {
    const { status, returnTo } = processLogoutResponse(parts.oidc, url, parts.records.takeLogout(state))
    return status === 'unknown' ? { status } : { status, returnTo }
  }
  // there may be no record here: the page that opened this one may have other storage, or none
  const isPopup = claim.record ? 'mode' in claim.record && claim.record.mode === 'popup' : !!opener
  if (isPopup && (await handOver(parts, url, state))) return { status: 'handed_over' }
  return completeLogin(parts, url, state)
}

/** The page was reloaded while it exchanged a code. The code isn't sent again: a server may revoke the tokens it gave for it. */
async function interrupted({ marks, lock, name, session, snapshot, oidc }: ClientParts): Promise<CallbackResult> {
  const mark = marks.get('exchanging')
  if (!mark) return { status: 'none' }
  const { state } = mark
  const returnTo = safeReturnTo(mark.returnTo, oidc.redirectUri, oidc.basePath)
  // another client of this page may be exchanging it right now
  const signal = AbortSignal.timeout(30_000)
  return lock.withLock(
    `${name}:login:${state}`,
    async () => {
      const isOpen = marks.get('exchanging')?.state === state
      marks.set('exchanging', undefined)
      await session.look()
      if (snapshot.get().status === 'signed_in') return { status: 'already_completed', returnTo }
      return isOpen ? { status: 'interrupted', returnTo } : { status: 'none' }
    },
    { signal },
  )
}
