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
    // a command ends when it has its token
    renewInBackground: false,
  })
}
