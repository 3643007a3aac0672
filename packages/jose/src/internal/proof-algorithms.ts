import { asymmetricAlgorithms } from '../jws/algorithms.ts'
import { algorithmsIn, type Trust } from '../trust.ts'

/** The signature algorithms of proofs that a server names, as far as they are accepted here; all that need no secret if it names none. */
export function proofAlgorithmsIn(metadata: Trust['metadata']): readonly string[] {
  return algorithmsIn(metadata, 'dpop', asymmetricAlgorithms) ?? asymmetricAlgorithms
}
