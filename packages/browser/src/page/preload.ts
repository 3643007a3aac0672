import type { Snapshot } from '../snapshot.ts'
import type { PageParts } from './page-parts.ts'

/** Loads the code that the next click needs, when the page is idle. */
export function preload(
  ready: Promise<Snapshot>,
  { chunks, snapshot, worker }: Pick<PageParts, 'chunks' | 'snapshot' | 'worker'>,
  signal: AbortSignal,
): void {
  const load = (): void => {
    if (signal.aborted) return
    const next =
      snapshot.get().status === 'signed_in' ? [worker ? chunks.worker : chunks.fetch, chunks.signOut] : [chunks.signIn]
    for (const chunk of next) chunk().catch(() => {})
  }
  ready.then(() => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(load)
    else setTimeout(load, 200)
  })
}
