import { checkChoice, checkFlag, checkObject, checkSignal, misuse } from 'grantkit/internal/misuse'
import type { BrowserClient } from '../browser-client.ts'
import type { CallbackResult } from '../callback/callback-result.ts'
import { moduleUnavailable } from '../callback/module-unavailable.ts'
import type { Chunks } from '../chunks.ts'
import { openPopup } from '../sign-in/open-popup.ts'
import type { SignInOptions } from '../sign-in/sign-in-options.ts'
import type { SignInStart } from '../sign-in/start-sign-in.ts'
import type { Snapshot } from '../snapshot.ts'
import type { PageParts } from './page-parts.ts'

/** What a sign-in of the page needs. */
export interface PageState {
  /** Whether the user has just clicked or typed. */
  hasGesture(): boolean
  /** Resolves once the store was read. */
  restored: Promise<void>
  /** Resolves once it is known who is signed in. */
  ready: Promise<Snapshot>
  /** The result of the callback in the URL that the page was loaded with. */
  callback: Promise<CallbackResult>
}

/** The methods that sign in: only what must happen in the click's own task. The rest is loaded. */
export function pageSignIn(
  parts: PageParts,
  { hasGesture, restored, ready, callback }: PageState,
): Pick<BrowserClient, 'signIn' | 'ensureSignedIn' | 'checkSignOn'> {
  const begin = (options: SignInOptions): SignInStart => {
    checkObject('options', options)
    const { mode, popup, popupBlocked, keepPopupOpen, closedGraceMs = 0, signal } = options
    checkSignal(signal)
    checkChoice('mode', mode, 'redirect', 'popup')
    checkChoice('popupBlocked', popupBlocked, 'fail', 'redirect')
    checkFlag('keepPopupOpen', keepPopupOpen)
    if (!(closedGraceMs >= 0)) misuse('closedGraceMs', 'milliseconds from 0')
    return { gesture: hasGesture(), popup: mode === 'popup' ? openPopup(popup) : undefined }
  }
  const load = async <Result>(
    start: SignInStart,
    signIn: (chunk: Awaited<ReturnType<Chunks['signIn']>>) => Promise<Result>,
  ) => {
    const { chunks, settings } = parts
    try {
      const [chunk] = await Promise.all([chunks.signIn(), settings.dpop && chunks.dpop()])
      return signIn(chunk)
    } catch {
      start.popup?.close()
      return moduleUnavailable(parts)
    }
  }
  let ensuring: ReturnType<BrowserClient['ensureSignedIn']> | undefined

  return {
    async signIn(options = {}) {
      const start = begin(options)
      return load(start, ({ startSignIn }) => restored.then(() => startSignIn(parts, options, start)))
    },
    async ensureSignedIn(options = {}) {
      if (!ensuring) {
        const start = begin(options)
        ensuring = ready.then(() => load(start, ({ signInIfNeeded }) => signInIfNeeded(parts, options, start)))
        const forget = (): void => {
          ensuring = undefined
        }
        ensuring.then(forget, forget)
      }
      return ensuring
    },
    checkSignOn: async (options = {}) =>
      load({ gesture: false }, ({ checkSignOnNow }) => checkSignOnNow(parts, options, callback)),
  }
}
