import { asymmetricAlgorithms } from '../jws/algorithms.ts'
import { algorithmsIn, type Trust } from '../trust.ts'

/** The server's signature algorithms for DPoP proofs that are also supported here. If it names none, all asymmetric ones. */
export function proofAlgorithmsIn(metadata: Trust['metadata']): readonly string[] {
  return algorithmsIn(metadata, 'dpop', asymmetricAlgorithms) ?? asymmetricAlgorithms
}
