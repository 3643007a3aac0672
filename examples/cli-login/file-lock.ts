import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lock } from '@grantkit/tokens'
import lockfile from 'proper-lockfile'

/** A lock for all processes of this machine. The lock of a killed process expires after ten seconds. */
export function createFileLock(folder: string): Lock {
  return {
    async withLock(name, task, { signal }) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 16))
      const release = await lockOf(file, signal)
      try {
        return await task()
      } finally {
        await release().catch(() => {})
      }
    },
  }
}

/** Waits for the lock, as long as the signal lets it. */
async function lockOf(file: string, signal: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted()
    try {
      // continue if the lock is lost, because each write compares first
      return await lockfile.lock(file, { realpath: false, stale: 10_000, onCompromised: () => {} })
    } catch (error) {
      if ((error as { code?: string }).code !== 'ELOCKED') throw error
    }
    await sleep(20 + Math.random() * 30, undefined, { signal })
  }
}
