import type { DiscoveryMembers } from 'grantkit'
import { misuse } from 'grantkit/internal'
import { asymmetricAlgorithms, keyTypeOf } from './jws/algorithms.ts'
import { checkKeySource, type KeySource, secretOf } from './key-source.ts'

/** Who may have signed a token, and how. */
export interface Trust {
  /** What the signature is checked with. It always is. */
  keys: KeySource
  /**
   * The accepted signature algorithms, such as the one that the client is registered for: of RS256 to RS512, PS256 to
   * PS512, ES256 to ES512, EdDSA and Ed25519; with a `clientSecret`, of HS256 to HS512.
   * @default those of `metadata` that need no secret, else RS256; with a `clientSecret` HS256
   */
  algorithms?: readonly string[] | undefined
  /** The issuer's metadata, as `getDiscoveryDocument` returns it: the default of `algorithms`. @default none */
  metadata?: Partial<DiscoveryMembers> | undefined
}

/** Checks who is trusted before anything is read. The accepted algorithms; `listed` is the member of the metadata for them. */
export function algorithmsOf(
  { keys, algorithms, metadata }: Omit<Trust, 'keys'> & { keys: KeySource },
  listed?: keyof DiscoveryMembers,
  usual: readonly string[] = ['RS256'],
): readonly string[] {
  checkKeySource(keys)
  const isSecret = secretOf(keys) !== undefined
  const isKnown = (alg: unknown) =>
    isSecret ? keyTypeOf(alg)?.kty === 'oct' : asymmetricAlgorithms.includes(alg as string)
  if (algorithms === undefined) return algorithmsIn(metadata, listed, isKnown) ?? (isSecret ? ['HS256'] : usual)
  if (!Array.isArray(algorithms) || !algorithms.length || !algorithms.every(isKnown)) {
    misuse('algorithms', isSecret ? 'a list of HS256, HS384, HS512' : `a list of ${asymmetricAlgorithms.join(', ')}`)
  }
  return algorithms
}

/** The algorithms that a server says it uses, as far as they are accepted here; undefined if it names none. */
export function algorithmsIn(
  metadata: Trust['metadata'],
  member: keyof DiscoveryMembers | undefined,
  isKnown: (alg: string) => boolean,
): string[] | undefined {
  if (metadata === undefined) return undefined
  if (Object(metadata) !== metadata) misuse('metadata', 'a discovery document')
  if (!member) return undefined
  // metadata may come from anywhere: in the names of the JSON, too, and with a member of another type
  const inJson = member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const said = metadata[member] ?? (metadata as Record<string, unknown>)[inJson]
  const known = Array.isArray(said) ? said.filter(isKnown) : []
  return known.length ? known : undefined
}
