import { orAbort } from 'grantkit/internal/or-abort'
import type { Clock } from './clock.ts'

/** Waits. Rejects with the signal's reason if it aborts. */
export async function wait(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  await orAbort(clock.sleep(ms, signal ?? new AbortController().signal), signal)
}
