import type { CryptoKey } from 'jose'
import { type KeyMembers, membersOf } from './key-members.ts'

/** Imported keys by algorithm, each with the members that it was made from. */
type Imported = Record<string, { members: KeyMembers; key: Promise<CryptoKey> } | undefined>

// made when first needed; an entry is garbage-collected with its JWK object
let imported: WeakMap<object, Imported> | undefined

/**
 * Imports the key of a JWK once for each JWK object and algorithm. Reads only the members in `names`; a null member counts as
 * missing. If the members have changed since, the key is imported again.
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
  // this runs for every token, and comparing members is faster than making a text of them
  if (last && names.every((name) => last.members[name] === ((jwk as KeyMembers)[name] ?? undefined))) return last.key
  const members = membersOf(jwk, names)
  const key = load({ ...members }, alg)
  known[alg] = { members, key }
  // forget a failure, because it may be transient
  key.catch(() => {
    if (known[alg]?.key === key) delete known[alg]
  })
  return key
}
