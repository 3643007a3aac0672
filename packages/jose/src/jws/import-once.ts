import type { CryptoKey } from 'jose'
import { type KeyMembers, membersOf } from './key-members.ts'

/** Keys by algorithm, each with what it was made of. */
type Imported = Record<string, { members: KeyMembers; key: Promise<CryptoKey> } | undefined>

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
  const last = known[alg]
  // each token comes by here: comparing is quicker than making a text of the members
  if (last && names.every((name) => last.members[name] === ((jwk as KeyMembers)[name] ?? undefined))) return last.key
  const members = membersOf(jwk, names)
  const key = load({ ...members }, alg)
  known[alg] = { members, key }
  // what made it fail may pass
  key.catch(() => {
    if (known[alg]?.key === key) delete known[alg]
  })
  return key
}
