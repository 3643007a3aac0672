/** Some members of a JWK. */
export type KeyMembers = Record<string, unknown>

/** A copy of the named members of a JWK, without those that are null or missing. */
export function membersOf(jwk: object, names: readonly string[]): KeyMembers {
  const copy: KeyMembers = {}
  for (const name of names) {
    const value = (jwk as KeyMembers)[name] ?? undefined
    if (value !== undefined) copy[name] = value
  }
  return copy
}

/** The members that make up a public key. The others are private, or only describe the key. */
export const publicNames = ['kty', 'crv', 'x', 'y', 'n', 'e', 'pub'] as const

/** Only the public members of a JWK. */
export function publicMembers(jwk: object, alg: string): KeyMembers {
  const members = membersOf(jwk, publicNames)
  // in AKP keys the algorithm is part of the key
  return members.kty === 'AKP' ? { ...members, alg } : members
}
