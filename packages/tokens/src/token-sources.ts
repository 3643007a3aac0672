import { checkFunction, checkObject, misuse } from 'grantkit/internal/misuse'
import { silently } from 'grantkit/internal/silent'
import type { TokenSource } from './token-source.ts'

/** How many sources to keep. */
export interface TokenSourcesSettings<Source> {
  /** The most sources. With one more, the least recently used is removed. @default 10000 */
  maxSources?: number
  /** Called with each source that is removed from the set, so that you can dispose of its timers. Callers may still be using it. Its errors are ignored. */
  onRelease?: (source: Source, name: string) => void
}

/** A source for each name, such as a tenant or a user. */
export interface TokenSources<Source extends TokenSource> {
  /** The source with this name, created at the first call. */
  get(name: string): Source
  /** Removes a source, such as after a change of credentials. Returns whether there was one. */
  release(name: string): boolean
  /** The number of sources. */
  readonly size: number
}

/**
 * A bounded set of sources for a service with many tenants. A removed source is created again when it is needed. To keep
 * its tokens, use a `store`.
 *
 * @example
 * ```ts
 * const tenants = createTokenSources((tenant) =>
 *   createClientCredentialsTokens({ address: `https://${tenant}.example/token`, clientId: 'service', clientSecret: 'secret' }),
 * )
 * const { accessToken } = await tenants.get('acme').getAccessToken()
 * ```
 */
export function createTokenSources<Source extends TokenSource>(
  create: (name: string) => Source,
  settings: TokenSourcesSettings<Source> = {},
): TokenSources<Source> {
  if (typeof create !== 'function') misuse('create', 'a function that makes a source')
  checkObject('settings', settings)
  const { maxSources = 10_000, onRelease } = settings
  checkFunction('onRelease', onRelease ?? undefined)
  if (!(maxSources >= 1)) misuse('maxSources', 'how many sources to keep, 1 or more')
  // a Map iterates in insertion order: the first one is the least recently used
  const sources = new Map<string, Source>()
  let newest: string | undefined

  const release = (name: string): boolean => {
    const source = sources.get(name)
    if (!source) return false
    sources.delete(name)
    // a failing hook of one tenant must not fail the next one's call
    silently(() => onRelease?.(source, name))
    return true
  }
  return {
    get(name) {
      const known = sources.get(name)
      if (known && name === newest) return known
      const source = known ?? create(name)
      sources.delete(name)
      sources.set(name, source)
      newest = name
      if (sources.size > maxSources) release(sources.keys().next().value as string)
      return source
    },
    release,
    get size() {
      return sources.size
    },
  }
}
