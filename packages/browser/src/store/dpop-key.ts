import { createDPoP, type DPoP, type DPoPKeyPair } from '@grantkit/jose'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { Database } from './database.ts'

const prefix = 'dpop:'

/** The signer of a key in the database; the key is made there at first use if `thumbprint` is not given. */
export function openDPoP(
  { dpop, now }: Pick<BrowserClientSettings, 'dpop' | 'now'>,
  database: Database,
  name: string,
  thumbprint?: string,
): DPoP {
  const { alg, allowBearer } = Object(dpop) as { alg?: string; allowBearer?: boolean }
  const keyStore = {
    get: () => database.get<DPoPKeyPair>(prefix + name),
    set: (keyPair: DPoPKeyPair) => database.update<DPoPKeyPair>(prefix + name, (held) => held ?? keyPair),
  }
  return createDPoP(
    { keyStore, ...(alg && { alg }), ...(allowBearer && { allowBearer }), ...(thumbprint && { thumbprint }) },
    { ...(now && { now }) },
  )
}

/** Deletes every key but those of `names`: of attempts that were given up, and of the session before. */
export async function deleteOtherKeys(database: Database, names: (string | undefined)[]): Promise<void> {
  for (const key of await database.keys()) {
    if (key.startsWith(prefix) && !names.includes(key.slice(prefix.length))) await database.delete(key)
  }
}
