import { hintEvent } from './store/hint.ts'

/** Events of a page. All listeners are added here. */
export interface PageEvents {
  /** The page came back from the back/forward cache. */
  onReturn: () => void
  /** Another tab, or another client of this page, changed the session. */
  onHint: () => void
  /** The page can be seen again, or the network is back. */
  onWake: () => void
}

/** Listens until the signal is aborted. */
export function watchPage(hintKey: string, { onReturn, onHint, onWake }: PageEvents, signal: AbortSignal): void {
  addEventListener('pageshow', ({ persisted }) => persisted && onReturn(), { signal })
  addEventListener('storage', ({ key }) => (key === hintKey || key === null) && onHint(), { signal })
  addEventListener(hintEvent, (event) => (event as CustomEvent).detail === hintKey && onHint(), { signal })
  addEventListener('online', onWake, { signal })
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && onWake(), { signal })
}

/** Resolves once the page is shown: a prerendered page waits. */
export function activated(): Promise<void> {
  if (!isPrerendering()) return Promise.resolve()
  return new Promise((resolve) => document.addEventListener('prerenderingchange', () => resolve(), { once: true }))
}

/** Whether the browser loads the page before the user asked for it. */
export function isPrerendering(): boolean {
  return !!(document as { prerendering?: boolean }).prerendering
}

/** How long a click or a key press counts, in milliseconds. Browsers allow popups for the same time. */
const gestureMs = 5000

/**
 * Tells whether the user has just clicked or typed in this page. Only events of the browser itself count:
 * `navigator.userActivation` is also true after a script that a tool ran for the user.
 */
export function watchGestures(signal: AbortSignal): () => boolean {
  let last = Number.NEGATIVE_INFINITY
  const note = (event: Event | undefined): void => {
    // Escape is how a user stops a page
    if (event?.isTrusted && gestures.includes(event.type) && (event as KeyboardEvent).key !== 'Escape')
      last = performance.now()
  }
  // a client may be made in the click itself
  note(globalThis.event)
  for (const type of gestures) addEventListener(type, note, { signal, capture: true, passive: true })
  // the click that left the page doesn't count when the page comes back
  const forget = (): void => {
    last = Number.NEGATIVE_INFINITY
  }
  addEventListener('pagehide', forget, { signal })
  return () => performance.now() - last < gestureMs
}

const gestures = ['click', 'keydown', 'pointerdown', 'touchend']
