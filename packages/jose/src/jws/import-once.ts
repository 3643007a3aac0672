import { type KeyMembers, membersOf } from './key-members.ts'

interface Imported {
  members: KeyMembers
  key: Promise<CryptoKey>
}

// made when first needed; an entry goes when its key object does
let imported: WeakMap<object, Map<string, Imported>> | undefined

/**
 * The key in a JWK for this algorithm, loaded once for each object from a copy of the members named. Other members are not
 * read, and a null one is absent. An object that has changed since is loaded anew.
 */
export function importOnce(
  jwk: object,
  alg: string,
  names: readonly string[],
  load: (members: KeyMembers, alg: string) => Promise<CryptoKey>,
): Promise<CryptoKey> {
  imported ??= new WeakMap()
  const known = imported.get(jwk) ?? new Map<string, Imported>()
  imported.set(jwk, known)
  const { members, key } = known.get(alg) ?? {}
  const source = jwk as KeyMembers
  if (key && members && names.every((name) => members[name] === (source[name] ?? undefined))) return key
  const fresh = membersOf(jwk, names)
  const loading = load({ ...fresh }, alg)
  known.set(alg, { members: fresh, key: loading })
  // what made it fail may pass
  loading.catch(() => known.get(alg)?.key === loading && known.delete(alg))
  return loading
}
