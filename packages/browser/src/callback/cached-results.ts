/** The results for the first URL and the last twenty. A rejection is not kept, so that the next call tries again. */
export interface CachedResults<Result> {
  get(url: string): Promise<Result> | undefined
  /** Keeps a result, and returns it. */
  keep(url: string, result: Promise<Result>): Promise<Result>
}

export function cacheResults<Result>(): CachedResults<Result> {
  const results = new Map<string, Promise<Result>>()
  return {
    get: (url) => results.get(url),
    keep(url, result) {
      results.set(url, result)
      result.catch(() => {
        if (results.get(url) === result) results.delete(url)
      })
      // the first is that of the page's own URL
      const [, oldest = ''] = results.keys()
      if (results.size > 21) results.delete(oldest)
      return result
    },
  }
}
