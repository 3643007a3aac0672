import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { TokenSource } from './token-source.ts'

/** How many sources to keep. */
export interface TokenSourcesSettings<Source> {
  /** One more, and the one that nobody has asked for for the longest is let go. @default 10000 */
  maxSources?: number
  /** Called with each source that is removed from the set, so that you can dispose of its timers. Callers may still be using it. */
  onRelease?: (source: Source, name: string) => void
}

/** A source for each tenant, user, or whatever else has a name. */
export interface TokenSources<Source extends TokenSource> {
  /** The source of that name, made when it is first asked for. */
  get(name: string): Source
  /** Lets a source go, as after a change of credentials; whether there was one. */
  release(name: string): boolean
  /** How many there are. */
  readonly size: number
}

/**
 * A bounded set of sources for a service with many tenants. One that was let go is made again when it is asked for: what
 * it should remember meanwhile belongs into a `store`.
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
  if (!(maxSources >= 1)) misuse('maxSources', 'how many sources to keep, 1 or more')
  // a map iterates in the order of insertion: the first is the one left alone for the longest
  const sources = new Map<string, Source>()
  let newest: string | undefined

  const release = (name: string): boolean => {
    const source = sources.get(name)
    if (!source) return false
    sources.delete(name)
    onRelease?.(source, name)
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
