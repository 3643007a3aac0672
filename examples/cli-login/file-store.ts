import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import type { Lock, TokenStore } from '@grantkit/tokens'
import writeFileAtomic from 'write-file-atomic'

/**
 * A token store in one file that only its owner can read and write. Each write replaces the whole file, and is made under the
 * lock if it depends on what is there.
 */
export function createFileStore(path: string, lock: Lock): TokenStore {
  const read = async (): Promise<Record<string, string>> => {
    try {
      const { mode } = await stat(path)
      if (process.platform !== 'win32' && mode & 0o077) {
        throw new Error(`${path} can be read by other users: run chmod 600 on it, and sign in again`)
      }
      return JSON.parse(await readFile(path, 'utf8'))
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return {}
      // the engine's error would quote the invalid JSON
      if (error instanceof SyntaxError) throw new Error(`${path} is damaged: delete it, and sign in again`)
      throw error
    }
  }
  const change = (edit: (values: Record<string, string>) => boolean): Promise<boolean> =>
    lock.withLock(
      path,
      async () => {
        const values = await read()
        if (!edit(values)) return false
        if (Object.keys(values).length === 0) await rm(path, { force: true })
        else {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 })
          await writeFileAtomic(path, JSON.stringify(values), { mode: 0o600 })
        }
        return true
      },
      { signal: AbortSignal.timeout(5000) },
    )

  return {
    get: async (key) => (await read())[key],
    set: (key, value, { expected } = {}) =>
      change((values) => {
        if (expected !== undefined && (values[key] ?? null) !== expected) return false
        values[key] = value
        return true
      }),
    delete: (key) =>
      change((values) => {
        delete values[key]
        return true
      }),
  }
}
