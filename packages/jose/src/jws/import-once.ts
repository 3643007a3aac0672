import type { CryptoKey } from 'jose'
import { type KeyMembers, membersOf, textOf } from './key-members.ts'

/** Keys by algorithm, each with the text of what it was made of. */
type Imported = Record<string, { text: string; key: Promise<CryptoKey> } | undefined>

// made when first needed; an entry goes when its key object does
let imported: WeakMap<object, Imported> | undefined

/**
 * The key in a JWK for this known algorithm, loaded once for each object from a copy of the members named. Other members are not
 * read, and a null one is absent. An object that has changed since is loaded anew.
 */
export function importOnce(
  jwk: object,
  alg: string,
  names: readonly string[],
  load: (members: KeyMembers, alg: string) => Promise<CryptoKey>,
): Promise<CryptoKey> {
  imported ??= new WeakMap()
  const known = imported.get(jwk) ?? {}
  imported.set(jwk, known)
  const text = textOf(jwk, names)
  if (known[alg]?.text === text) return known[alg].key
  const key = load(membersOf(jwk, names), alg)
  known[alg] = { text, key }
  // what made it fail may pass
  key.catch(() => {
    if (known[alg]?.key === key) delete known[alg]
  })
  return key
}
