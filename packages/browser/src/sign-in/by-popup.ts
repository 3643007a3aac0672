import { type CallbackResult, failed } from '../callback/callback-result.ts'
import { moduleUnavailable } from '../callback/module-unavailable.ts'
import type { ClientParts } from '../client-parts.ts'
import type { LoginRecord } from '../store/login-records.ts'
import type { Attempt } from './attempts.ts'
import { deferred } from './deferred.ts'
import { openLink, type PopupMessage } from './popup-messages.ts'
import type { SignInOptions, SignInResult } from './sign-in-options.ts'

/** Waits for the popup's response, exchanges it, and closes the popup once the session is stored. */
export async function finishByPopup(
  parts: ClientParts,
  attempt: Attempt,
  record: LoginRecord,
  popup: Window,
  options: SignInOptions,
): Promise<void> {
  const { name } = parts
  const { state } = record.transaction
  const stop = new AbortController()
  const response = deferred<string>()
  const onMessage = (message: PopupMessage): void => {
    if (message.grantkit === 'response') response.resolve(message.url)
  }
  const link = openLink(name, state, popup, onMessage, stop.signal)
  // loaded while the user signs in: the popup's page doesn't wait long for the receipt
  const code = parts.chunks.completeLogin()
  code.catch(() => {})
  try {
    const url = await Promise.race([
      response.promise,
      closedOf(parts, popup, options.closedGraceMs ?? 3000, stop.signal),
      attempt.result.then(
        () => undefined,
        () => undefined,
      ),
    ])
    if (attempt.ended()) return popup.close()
    if (url === undefined) return attempt.settle({ status: 'closed' })
    // if it is gone, such as after a deployment, the popup's page completes the sign-in
    const loaded = await code.catch(() => undefined)
    if (!loaded) return attempt.settle(moduleUnavailable(parts))
    link.send({ grantkit: 'taken', state })
    const result = await loaded.completeLogin(parts, url, state)
    const close = !options.keepPopupOpen
    link.send({ grantkit: 'done', state, close })
    if (close) popup.close()
    attempt.settle(await asSignInResult(parts, result, record.transaction.returnTo))
  } finally {
    stop.abort()
    // a message that has been sent must still arrive
    setTimeout(link.close, 1000)
  }
}

/** The popup may have finished by itself before this page could. */
async function asSignInResult(
  { session, snapshot }: ClientParts,
  result: CallbackResult,
  returnTo: string,
): Promise<SignInResult> {
  if (!/^(already_completed|interrupted|unknown)$/.test(result.status)) return result as SignInResult
  await session.look()
  const { status, user } = snapshot.get()
  if (status !== 'signed_in')
    return failed('token_request_failed', 'The sign-in could not be completed. Please sign in again.', returnTo)
  return { status: 'completed', ...(user && { user }), userChanged: false, returnTo }
}

/** Resolves once the popup seems closed and this page has had the focus for the grace. */
async function closedOf(
  { clock, snapshot }: ClientParts,
  popup: Window,
  graceMs: number,
  signal: AbortSignal,
): Promise<undefined> {
  const stepMs = 200
  let focusedMs = 0
  while (!signal.aborted) {
    await clock.sleep(stepMs, signal)
    if (signal.aborted || !popup.closed) continue
    // with Cross-Origin-Opener-Policy an open window is also reported as closed
    const { signingIn } = snapshot.get()
    if (signingIn?.popup === 'open') snapshot.change({ signingIn: { mode: 'popup', popup: 'out_of_sight' } })
    focusedMs = document.hasFocus() ? focusedMs + stepMs : 0
    if (focusedMs >= graceMs) return undefined
  }
  return undefined
}
