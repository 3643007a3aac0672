import type { RefreshingSource } from './refreshing-source.ts'
import type { TokenSource } from './token-source.ts'

/** `[Symbol.dispose]`, for compilers that know it. */
type Using = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { [method in Dispose]: () => void }
  : object

/** A source that can be disposed of, also by `using`. */
export interface DisposableSource extends TokenSource, Using {
  /** Stops its timers. Later calls, and calls that wait for another process's refresh, reject with `disposed`. The response to a running request is still stored. */
  dispose(): void
}

/** The public members of a source, with `dispose`. Members of `over` replace its own. */
export function disposable<Over extends Partial<TokenSource & { dispose(): void }> = object>(
  { getAccessToken, dispose }: RefreshingSource,
  over?: Over,
): DisposableSource & Over {
  const source = { getAccessToken, dispose, ...over }
  // engines without explicit resource management have no such symbol
  const { dispose: using } = Symbol as { dispose?: symbol }
  if (using) Object.assign(source, { [using]: source.dispose })
  return source as never
}
