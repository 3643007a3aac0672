import type { BrowserClient } from '../browser-client.ts'
import { cacheResults } from '../callback/cached-results.ts'
import type { CallbackResult } from '../callback/callback-result.ts'
import { type Claim, claimOf, cleanAddress, markClaim } from '../callback/claim-callback.ts'
import { moduleUnavailable } from '../callback/module-unavailable.ts'
import { isPrerendering } from '../page-life.ts'
import type { PageParts } from './page-parts.ts'

/** The callback in a page's URL, and its result. */
export interface PageCallback extends Pick<BrowserClient, 'handleCallback'> {
  /** Resolves once the store was read. */
  restored: Promise<void>
  /** The result of the callback in the URL that the page was loaded with. */
  first: Promise<CallbackResult>
}

/** The callbacks that are being handled, by their `state`: another client of this page gets the same result. */
const running = new Map<string, Promise<CallbackResult>>()

/** Claims the page's URL at once, in the same task, before a router or another script reads it. */
export function pageCallback(parts: PageParts): PageCallback {
  const { settings, records, marks, session, chunks } = parts
  const { issuer, clientId } = settings
  const isManual = settings.callback === 'manual'
  const url = location.href
  const claim: Claim = isManual ? { kind: 'none' } : claimOf(url, records, issuer, clientId)
  if (/login|logout/.test(claim.kind) && !isPrerendering()) {
    cleanAddress(url)
    if (claim.kind === 'login') markClaim(claim, marks)
  }
  if (claim.kind === 'login' || marks.get('exchanging')) session.hold()
  const restored = session.look()

  const run = async (what: Claim): Promise<CallbackResult> => {
    const { kind } = what
    const isOthers = (): boolean => kind === 'foreign' || (kind === 'none' && !marks.get('exchanging'))
    // a response of ours is exchanged while the store is read
    if (isOthers()) await restored
    if (isOthers()) return { status: kind as 'foreign' | 'none' }
    try {
      const shared = kind === 'none' && running.get(marks.get('exchanging')?.state ?? '')
      if (shared) return await shared
      const { handleCallback } = await chunks.callback()
      return await handleCallback(parts, what)
    } catch (error) {
      if (error instanceof TypeError && /: pass /.test(error.message)) throw error
      return moduleUnavailable(parts)
    } finally {
      await session.release()
    }
  }
  const first = run(claim)
  if (claim.kind === 'login') {
    const end = (): void => void running.delete(claim.state)
    running.set(claim.state, first)
    first.then(end, end)
  }
  const results = cacheResults<CallbackResult>()
  if (!isManual) results.keep(url, first)

  return {
    restored,
    first,
    handleCallback(given) {
      const at = given ?? (isManual ? location.href : url)
      return results.get(at) ?? results.keep(at, run(claimOf(at, records, issuer, clientId)))
    },
  }
}
