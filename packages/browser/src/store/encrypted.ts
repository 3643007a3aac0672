import type { TokenStore } from '@grantkit/tokens'
import { createEncryptedStore } from '@grantkit/tokens/encrypted-store'
import type { Database } from './database.ts'

/** The same store with encrypted values. The key is in the same database and can't be extracted. */
export async function encryptStore(store: TokenStore, database: Database): Promise<TokenStore> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  // if two tabs start at the same time, the first key is kept
  await database.update<CryptoKey>('encryption', (held) => held ?? made)
  const key = (await database.get<CryptoKey>('encryption')) ?? made
  return createEncryptedStore(store, { keys: [{ id: 'browser', key }] })
}
