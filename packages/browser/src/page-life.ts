import { hintEvent } from './store/hint.ts'

/** What a page is told, in the one place that listens. */
export interface PageEvents {
  /** The page came back from the back/forward cache. */
  onReturn: () => void
  /** Another tab, or another client of this page, changed the session. */
  onHint: () => void
  /** The page can be seen again, or the network is back. */
  onWake: () => void
}

/** Listens until the returned function is called. */
export function watchPage(hintKey: string, { onReturn, onHint, onWake }: PageEvents): () => void {
  const stop = new AbortController()
  const { signal } = stop
  addEventListener('pageshow', ({ persisted }) => persisted && onReturn(), { signal })
  addEventListener('storage', ({ key }) => (key === hintKey || key === null) && onHint(), { signal })
  addEventListener(hintEvent, (event) => (event as CustomEvent).detail === hintKey && onHint(), { signal })
  addEventListener('online', onWake, { signal })
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && onWake(), { signal })
  return () => stop.abort()
}

/** Resolves once the page is really shown: a prerendered one waits. */
export function activated(): Promise<void> {
  if (!isPrerendering()) return Promise.resolve()
  return new Promise((resolve) => document.addEventListener('prerenderingchange', () => resolve(), { once: true }))
}

/** Whether the browser loads the page before the user asked for it. */
export function isPrerendering(): boolean {
  return !!(document as { prerendering?: boolean }).prerendering
}

/** Whether the user has just clicked or typed. */
export function hasGesture(): boolean {
  return !!navigator.userActivation?.isActive
}
