import type { RenewingSource } from './renewing-source.ts'
import type { TokenSource } from './token-source.ts'

/** `[Symbol.dispose]`, for compilers that know it. */
type Using = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { [method in Dispose]: () => void }
  : object

/** A source that can be done with, at the end of a block that says `using` too. */
export interface DisposableSource extends TokenSource, Using {
  /** Ends its timers. Calls from now on, and those that wait for another process's refresh, reject with `disposed`. A response on its way is still stored. */
  dispose(): void
}

/** What of a source is for everybody, with the undo of its timers; what is in `over` takes the place of its own. */
export function disposable<Over extends Partial<TokenSource & { dispose(): void }> = object>(
  { getAccessToken, dispose }: RenewingSource,
  over?: Over,
): DisposableSource & Over {
  const source = { getAccessToken, dispose, ...over }
  // engines without explicit resource management have no such symbol
  const { dispose: using } = Symbol as { dispose?: symbol }
  if (using) Object.assign(source, { [using]: source.dispose })
  return source as never
}
