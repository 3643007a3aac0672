import { checkChoice, checkFlag, checkObject } from 'grantkit/internal/misuse'
import type { PageParts } from '../page/page-parts.ts'
import type { SignOutOptions, SignOutResult } from './sign-out-options.ts'

/** Signs out here and in all tabs, then at the server. Works offline, and also if the rest of the code can't be loaded. */
export async function signOut(parts: PageParts, options: SignOutOptions = {}): Promise<SignOutResult> {
  checkObject('options', options)
  checkChoice('scope', options.scope, 'local', 'server')
  checkFlag('revoke', options.revoke)
  checkFlag('idTokenHint', options.idTokenHint)
  const { snapshot, marks, session, chunks, settings } = parts
  snapshot.change({ signingOut: true })
  for (const mark of ['signedOut', 'signedOutHere'] as const) marks.set(mark, true)
  const ended = await session.end('signed_out')
  try {
    const { leave } = await chunks.signOut()
    const result = await leave(parts, ended, options)
    // the page is leaving: nothing that the app does after the sign-out may navigate before that
    if (result.server === 'navigated' && !settings.navigate) await parts.returned()
    return result
  } catch {
    return { status: 'signed_out', revocation: 'failed', server: 'failed' }
  } finally {
    snapshot.change({ signingOut: undefined })
  }
}
