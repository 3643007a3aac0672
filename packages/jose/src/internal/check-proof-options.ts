import { checkFunction, misuse } from 'grantkit/internal/misuse'
import { asymmetricAlgorithms } from '../jws/algorithms.ts'
import type { ReplayCheck } from '../replay-check.ts'
import { checkList } from './check-list.ts'

/** What DPoP proofs are compared with, whatever the request. */
interface ProofOptions {
  algorithms?: readonly string[] | undefined
  maxIssuedAgeMs?: number | undefined
  nonce?: string | readonly string[] | undefined
  isReplay?: ReplayCheck | undefined
}

/** Refuses mistakes in what proofs are compared with, also while there is none: otherwise the first one that comes would show them. */
export function checkProofOptions({
  algorithms = asymmetricAlgorithms,
  maxIssuedAgeMs = 0,
  nonce,
  isReplay,
}: ProofOptions): void {
  checkList('algorithms', algorithms, asymmetricAlgorithms)
  if (!(maxIssuedAgeMs >= 0)) misuse('maxIssuedAgeMs', 'milliseconds from 0')
  if (nonce !== undefined && ![nonce].flat().every((text) => typeof text === 'string' && text)) {
    misuse('nonce', 'one, or a list')
  }
  checkFunction('isReplay', isReplay)
}
