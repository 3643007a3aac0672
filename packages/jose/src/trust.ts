import type { DiscoveryMembers } from 'grantkit'
import { misuse } from 'grantkit/internal/misuse'
import { checkList } from './internal/check-list.ts'
import type { JwtKind } from './internal/jwt-kind.ts'
import { asymmetricAlgorithms, secretAlgorithms } from './jws/algorithms.ts'
import { checkKeySource, type KeySource, secretOf } from './key-source.ts'

/** Whose signatures are accepted, and with which algorithms. */
export interface Trust {
  /** The keys for the signature, which is always verified. */
  keys: KeySource
  /**
   * The accepted signature algorithms, such as the one that the client is registered for: of RS256 to RS512, PS256 to
   * PS512, ES256 to ES512, EdDSA and Ed25519; with a `clientSecret`, of HS256 to HS512.
   * @default the asymmetric ones of `metadata`, else RS256; with a `clientSecret` HS256
   */
  algorithms?: readonly string[] | undefined
  /** The issuer's metadata, as `getDiscoveryDocument` returns it: the default of `algorithms`. @default none */
  metadata?: Partial<DiscoveryMembers> | undefined
}

type Listed = JwtKind['algorithms']

/** Checks the settings of trust, and returns the accepted algorithms. `listed` is the name of their list in the metadata. */
export function algorithmsOf(
  { keys, algorithms, metadata }: Omit<Trust, 'keys'> & { keys: KeySource },
  listed?: Listed,
  usual: readonly string[] = ['RS256'],
): readonly string[] {
  checkKeySource(keys)
  const isSecret = secretOf(keys) !== undefined
  const known = isSecret ? secretAlgorithms : asymmetricAlgorithms
  if (algorithms === undefined) return algorithmsIn(metadata, listed, known) ?? (isSecret ? ['HS256'] : usual)
  checkList('algorithms', algorithms, known)
  return algorithms
}

/** The algorithms in the server's metadata that are also supported here; undefined if it lists none. */
export function algorithmsIn(
  metadata: Trust['metadata'],
  listed: Listed,
  accepted: readonly string[],
): string[] | undefined {
  if (metadata === undefined) return undefined
  if (Object(metadata) !== metadata) misuse('metadata', 'a discovery document')
  if (!listed) return undefined
  // the metadata may have camelCase or JSON names, and isn't trusted, so a member may have any type
  const inJson = `${listed.replace('T', '_t')}_signing_alg_values_supported`
  const said = metadata[`${listed}SigningAlgValuesSupported`] ?? (metadata as Record<string, unknown>)[inJson]
  const known = Array.isArray(said) ? said.filter((alg) => accepted.includes(alg)) : []
  return known.length ? known : undefined
}
