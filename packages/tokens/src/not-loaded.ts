import { TokenSourceError } from './token-source-error.ts'

/** Throws the error for code that couldn't be loaded, such as without a network. */
export function notLoaded(thrown: unknown): never {
  const details = { error: 'module_unavailable', transient: true, thrown }
  throw new TokenSourceError('renewal_failed', 'the code could not be loaded', details)
}
