import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createUserTokens, type UserTokens } from '@grantkit/tokens'
import { createEncryptedStore } from '@grantkit/tokens/encrypted-store'
import { createClient, type DiscoveryCache } from 'grantkit'
import { createFileLock } from './file-lock.ts'
import { createFileStore } from './file-store.ts'
import type { Settings } from './settings.ts'

/** Who is signed in. */
export interface User {
  sub: string
  name?: string
}

/** The session of this user, kept in a file. All runs of this command share it, and one of them refreshes for all. */
export function openSession({ issuer, clientId, folder, key }: Settings, discovery: DiscoveryCache): UserTokens {
  const lock = createFileLock(folder)
  const file = createFileStore(join(folder, 'session.json'), lock)
  return createUserTokens({
    client: createClient({ discovery, clientId }),
    key: `${clientId} at ${issuer}`,
    store: key ? createEncryptedStore(file, { keys: [{ id: 'cli', key }] }) : file,
    lock,
    // a command ends when it has its token, so there is nothing to refresh later
    renewInBackground: false,
  })
}

/** Makes the folder of the session. Throws if this user can't write there. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK)
  } catch (error) {
    const { code } = error as { code?: string }
    throw new Error(`${folder} can’t be written (${code}): set CLI_FOLDER to a folder of yours`)
  }
}
