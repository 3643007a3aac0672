import type { DPoP, DPoPKeyPair } from '@grantkit/jose'
import { createDPoP } from '@grantkit/jose/dpop'
import type { BrowserClientSettings } from '../browser-client-settings.ts'
import type { Database } from './database.ts'

const prefix = 'dpop:'

/** The signer of a key in the database. Without `thumbprint` the key is created at first use. */
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

/** A name for the key of a new attempt. It says when it was made. */
export function newKeyName(now: number): string {
  const random = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('')
  return `${now.toString(36)}-${random}`
}

/** A newer key may belong to an attempt in another tab whose record isn't written yet. */
const youngMs = 60_000

/** Deletes every key except `names`: keys of abandoned attempts and of the previous session. */
export async function deleteOtherKeys(database: Database, names: (string | undefined)[], now: number): Promise<void> {
  for (const key of await database.keys()) {
    const name = key.slice(prefix.length)
    const isYoung = now - Number.parseInt(name, 36) < youngMs
    if (key.startsWith(prefix) && !names.includes(name) && !isYoung) await database.delete(key)
  }
}
