/** Some members of a JWK. */
export type KeyMembers = Record<string, unknown>

/** A copy of these members of a JWK, without those that are null or missing. */
export function membersOf(jwk: object, names: readonly string[]): KeyMembers {
  const copy: KeyMembers = {}
  for (const name of names) {
    const value = (jwk as KeyMembers)[name] ?? undefined
    if (value !== undefined) copy[name] = value
  }
  return copy
}

/** The members that make a public key. The others are private, or only describe the key. */
export const publicNames = ['kty', 'crv', 'x', 'y', 'n', 'e', 'pub'] as const

/** The public half of a JWK of this algorithm, and nothing else of it. */
export function publicMembers(jwk: object, alg: string): KeyMembers {
  const members = membersOf(jwk, publicNames)
  // only in such keys the algorithm is a part of the key
  return members.kty === 'AKP' ? { ...members, alg } : members
}
