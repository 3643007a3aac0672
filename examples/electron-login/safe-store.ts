import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { TokenStore } from '@grantkit/tokens'

/** What Electron's `safeStorage` does: encrypts with a key of the system's keychain. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(encrypted: Buffer): string
}

/** A token store in one file, which only this user on this machine can decrypt. One process writes to it: the main one. */
export function createSafeStore(path: string, safeStorage: SafeStorage): TokenStore {
  const read = async (): Promise<Record<string, string>> => {
    if (!safeStorage.isEncryptionAvailable()) throw new Error('the keychain of this system is locked or missing')
    const encrypted = await readFile(path).catch((error) => {
      if (error.code !== 'ENOENT') throw error
    })
    return encrypted ? JSON.parse(safeStorage.decryptString(encrypted)) : {}
  }
  // one write after the other
  let last: Promise<unknown> = Promise.resolve()
  const change = (edit: (values: Record<string, string>) => boolean): Promise<boolean> => {
    const next = last.then(async () => {
      const values = await read()
      if (!edit(values)) return false
      if (Object.keys(values).length === 0) await rm(path, { force: true })
      else {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeFile(path, safeStorage.encryptString(JSON.stringify(values)), { mode: 0o600 })
      }
      return true
    })
    last = next.catch(() => {})
    return next
  }
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
