import { misuse } from 'grantkit/internal'
import { asymmetricAlgorithms, keyTypeOf } from './internal/algorithms.ts'
import { checkKeySource, type KeySource, secretOf } from './key-source.ts'

/** Who may have signed a token, and how. */
export interface Trust {
  /** What the signature is checked with. It always is. */
  keys: KeySource
  /**
   * The signature algorithms to take, such as the one that the client is registered for: of RS256 to RS512, PS256 to
   * PS512, ES256 to ES512, EdDSA and Ed25519; with a `clientSecret`, of HS256 to HS512.
   * @default RS256, with a `clientSecret` HS256: what servers sign with where a client has not registered for another
   */
  algorithms?: readonly string[] | undefined
}

/** Checks who is trusted before anything is read. The algorithms to take. */
export function algorithmsOf(
  { keys, algorithms }: Pick<Trust, 'algorithms'> & { keys: KeySource },
  usual: readonly string[] = ['RS256'],
): readonly string[] {
  checkKeySource(keys)
  const secret = secretOf(keys) !== undefined
  const taken = algorithms ?? (secret ? ['HS256'] : usual)
  const known = (alg: string) => (secret ? keyTypeOf(alg)?.kty === 'oct' : asymmetricAlgorithms.includes(alg))
  if (!Array.isArray(taken) || !taken.length || !taken.every(known)) {
    misuse('algorithms', secret ? 'a list of HS256, HS384, HS512' : `a list of ${asymmetricAlgorithms.join(', ')}`)
  }
  return taken
}
