/** A callback's URL in pieces, and the parameters of the one that holds the response. */
export interface CallbackParts {
  /** All before the query, its question mark included. */
  before: string
  query: string
  fragment: string
  isQuery: boolean
  params: URLSearchParams
}

/**
 * Takes a URL apart by hand, for `new URL` refuses relative ones and throws. The response is in the query unless only the fragment has one of
 * the names.
 */
export function callbackParts(url: string, names: readonly string[]): CallbackParts {
  const [, before = '', query = '', fragment = ''] = /^([^?#]*\?)?([^#]*)#?(.*)/s.exec(url) ?? []
  const [first, second] = [paramsIn(query), paramsIn(fragment)]
  const has = (params: URLSearchParams): boolean => names.some((name) => params.get(name))
  const isQuery = has(first) || !has(second)
  return { before, query, fragment, isQuery, params: isQuery ? first : second }
}

/** Routers that use the fragment put a slash or a question mark before it. */
export function paramsIn(part: string): URLSearchParams {
  return new URLSearchParams(part.replace(/^\/?\??/, ''))
}
