import { Pause } from '../pause.ts'
import type { RefreshingSource } from '../refreshing-source.ts'
import type { TokenTarget } from '../source-settings.ts'
import type { SessionRecord, SessionTarget } from './record.ts'
import { targetName } from './target-name.ts'

/** The sources of a session for other APIs than its own. */
export interface Targets {
  /** The source for a target; equal targets share it. */
  source(target: TokenTarget): RefreshingSource
  /** Removes the tokens from memory. */
  forget(): void
  /** Replaces the tokens in memory by those of a record. */
  adopt(record: SessionRecord): void
  dispose(): void
}

const most = 100

/** A bounded set of sources, one for each target. The session's own is included from the start. */
export function createTargets(
  own: RefreshingSource,
  ownTarget: TokenTarget,
  create: (target: SessionTarget) => RefreshingSource,
  adopt: (source: RefreshingSource, name: string, record: SessionRecord) => void,
): Targets {
  const sources = new Map<string, RefreshingSource>()
  const ownName = targetName(ownTarget)
  const all = (work: (source: RefreshingSource, name: string) => void): void => sources.forEach(work)

  return {
    source(request) {
      const name = targetName(request)
      if (name === ownName) return own
      const source = sources.get(name) ?? create({ name, request, pause: new Pause() })
      // the least recently used is removed
      sources.delete(name)
      sources.set(name, source)
      for (const [oldest, least] of sources) {
        if (sources.size <= most) break
        sources.delete(oldest)
        least.dispose()
      }
      return source
    },
    forget: () => all((source) => source.hold(undefined)),
    adopt: (record) => all((source, name) => adopt(source, name, record)),
    dispose: () => all((source) => source.dispose()),
  }
}
