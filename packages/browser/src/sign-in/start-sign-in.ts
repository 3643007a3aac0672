import type { LoginError } from '@grantkit/oidc'
import { preparePublicLogin } from '@grantkit/oidc/internal/prepare-public-login'
import { safeReturnTo } from '@grantkit/oidc/return-to'
import { browserFailures } from '../browser-failures.ts'
import { type CallbackResult, type Failed, failed } from '../callback/callback-result.ts'
import type { ClientParts } from '../client-parts.ts'
import type { LoginRecord } from '../store/login-records.ts'
import type { Attempt } from './attempts.ts'
import { refuseAutomatic } from './automatic.ts'
import { finishByPopup } from './by-popup.ts'
import type { SignInOptions, SignInResult } from './sign-in-options.ts'

/** What was known in the task that started the sign-in. */
export interface SignInStart {
  gesture: boolean
  /** The window, opened before anything was awaited; null if the browser blocked it. */
  popup?: Window | null | undefined
}

/** Signs in by a redirect or a popup. */
export async function startSignIn(
  parts: ClientParts,
  options: SignInOptions,
  { gesture, popup }: SignInStart,
): Promise<SignInResult> {
  const close = (): void => popup?.close()
  const { oidc, attempts, records, marks } = parts
  const returnTo = safeReturnTo(options.returnTo ?? here(), oidc.redirectUri, oidc.basePath)
  const refusal = gesture ? undefined : refuseAutomatic(parts)
  if (refusal) {
    close()
    return refusal
  }
  if (gesture) marks.clear()
  const fail = (code: keyof typeof browserFailures): Failed => {
    close()
    return failed(code, browserFailures[code], returnTo)
  }
  if (!isSecureContext) return fail('insecure_context')
  const isBlocked = options.mode === 'popup' && !popup
  if (isBlocked && options.popupBlocked !== 'redirect') return fail('popup_blocked')
  const mode = popup ? 'popup' : 'redirect'
  if (mode === 'redirect' && !records.lasting()) return fail('storage_unavailable')

  const attempt = attempts.begin(mode, options.signal)
  try {
    const { url, record } = await prepare(parts, { ...options, returnTo }, mode)
    if (attempt.ended()) close()
    else if (!records.keep(record)) attempt.settle(fail('storage_unavailable'))
    else {
      attempt.state = record.transaction.state
      await go(parts, attempt, url, record, options, popup)
    }
  } catch (error) {
    close()
    const { name, code, message, transient } = Object(error) as LoginError
    if (name === 'LoginError') attempt.settle(failed(code, message, returnTo, { transient }))
    else attempt.reject(error)
  }
  return attempt.result
}

async function go(
  parts: ClientParts,
  attempt: Attempt,
  url: string,
  record: LoginRecord,
  options: SignInOptions,
  popup: Window | null | undefined,
): Promise<void> {
  if (!popup) return parts.navigate(url)
  // an empty window has no policy that hides it: the user has closed it
  if (popup.closed) return attempt.settle({ status: 'closed' })
  popup.location.replace(url)
  finishByPopup(parts, attempt, record, popup, options).catch(attempt.reject)
}

/** The members of a login request, without those of this package. */
async function prepare(
  parts: ClientParts,
  options: SignInOptions,
  mode: 'redirect' | 'popup',
): Promise<{ url: string; record: LoginRecord }> {
  const { mode: _, popup: __, popupBlocked: ___, keepPopupOpen, closedGraceMs, signal, ...request } = options
  const { settings, oidc, session, snapshot, chunks, clock } = parts
  const subject = snapshot.get().user?.sub
  // a step-up must be by the user who is signed in
  const isStepUp = request.acrValues !== undefined || request.maxAgeSeconds !== undefined
  if (isStepUp && subject !== undefined) request.expectedSubject ??= subject
  const key = settings.dpop ? { name: (await chunks.dpop()).newKeyName(clock.now()) } : undefined
  const dpop = key && (await session.signer(key))
  const { url, transaction } = await preparePublicLogin({ ...oidc, ...(dpop && { dpop }) }, request, {
    ...(signal && { signal }),
  })
  return {
    url,
    record: { v: 1, transaction, mode, ...(key && { dpopKey: key.name }), ...(subject !== undefined && { subject }) },
  }
}

function here(): string {
  return location.pathname + location.search + location.hash
}

/** Signs in if nobody is signed in, but not after the user signed out or the server refused. */
export async function signInIfNeeded(
  parts: ClientParts,
  options: SignInOptions,
  start: SignInStart,
): Promise<SignInResult | { status: 'signed_in' }> {
  const { snapshot, marks } = parts
  const { status, signingOut } = snapshot.get()
  const done = (): void => start.popup?.close()
  if (status === 'signed_in') {
    done()
    return { status: 'signed_in' }
  }
  if (start.gesture) marks.clear()
  const denied = marks.get('denied')
  const refused = signingOut ? 'signing_out' : marks.get('signedOut') ? 'just_signed_out' : undefined
  if (refused || denied) done()
  if (refused) return { status: 'refused', reason: refused }
  if (denied) {
    const returnTo = safeReturnTo(denied.returnTo, parts.oidc.redirectUri, parts.oidc.basePath)
    return { ...denied, status: 'denied', silent: false, returnTo }
  }
  return startSignIn(parts, options, start)
}

/** Asks the server once in each tab whether the user is signed in there, without showing anything. */
export async function checkSignOnNow(
  parts: ClientParts,
  options: SignInOptions,
  callback: Promise<CallbackResult>,
): Promise<CallbackResult | { status: 'not_now' }> {
  const { snapshot, marks } = parts
  const came = await callback
  if (came.status === 'denied' && came.silent) return came
  const { status, signingOut } = snapshot.get()
  if (status !== 'signed_out' || signingOut || marks.get('signedOutHere') || marks.get('signOnChecked'))
    return { status: 'not_now' }
  marks.set('signOnChecked', true)
  const result = await startSignIn(parts, { ...options, mode: 'redirect', prompt: 'none' }, { gesture: false })
  return /^(came_back|closed|refused)$/.test(result.status) ? { status: 'not_now' } : (result as CallbackResult)
}
