import { TokenSourceError } from './token-source-error.ts'

/** The error of a source that has been disposed of. */
export function disposedOf(): TokenSourceError {
  return new TokenSourceError('disposed', 'the source has been disposed of')
}
