import { orAbort } from 'grantkit/internal/or-abort'
import type { Lock } from './lock.ts'

/** A lock among all who hold this very object: first come, first served. */
export function createMemoryLock(): Lock {
  const last = new Map<string, Promise<void>>()

  return {
    async withLock(name, task, { signal }) {
      const before = last.get(name)
      let leave = (): void => {}
      const left = new Promise<void>((resolve) => {
        leave = resolve
      })
      // a caller that stops waiting doesn't let the next one start early
      const turn = Promise.all([before, left]).then(() => {})
      last.set(name, turn)
      try {
        await orAbort(Promise.resolve(before), signal)
        return await task()
      } finally {
        leave()
        if (last.get(name) === turn) last.delete(name)
      }
    },
  }
}
