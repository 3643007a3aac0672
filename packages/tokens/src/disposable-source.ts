import type { RenewingSource } from './renewing-source.ts'
import type { TokenSource } from './token-source.ts'

/** A source that can be done with. */
export interface DisposableSource extends TokenSource {
  /** Ends its timers; whoever asks afterwards is refused. A renewal on its way is still stored. */
  dispose(): void
  [Symbol.dispose](): void
}

/** What of a source is for everybody, with the undo of its timers. */
export function disposable({ getAccessToken, dispose }: RenewingSource): DisposableSource {
  const source = { getAccessToken, dispose } as DisposableSource
  // engines without explicit resource management have no such symbol
  if (Symbol.dispose) source[Symbol.dispose] = dispose
  return source
}
