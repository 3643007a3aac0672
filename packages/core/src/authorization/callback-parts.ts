/** The parts of a callback's URL, and the parameters of the part that holds the response. */
export interface CallbackParts {
  /** Everything before the query, including the question mark. */
  before: string
  query: string
  fragment: string
  isQuery: boolean
  params: URLSearchParams
}

/**
 * Splits a URL without `new URL`, which throws for relative URLs. The response is in the query, unless only the fragment has
 * one of the `names`.
 */
export function callbackParts(url: string, names: readonly string[]): CallbackParts {
  const [, before = '', query = '', fragment = ''] = /^([^?#]*\?)?([^#]*)#?(.*)/s.exec(url) ?? []
  const [first, second] = [paramsIn(query), paramsIn(fragment)]
  const has = (params: URLSearchParams): boolean => names.some((name) => params.get(name))
  const isQuery = has(first) || !has(second)
  return { before, query, fragment, isQuery, params: isQuery ? first : second }
}

/** The parameters of a query or fragment. Hash routers put a slash or a question mark before them. */
export function paramsIn(part: string): URLSearchParams {
  return new URLSearchParams(part.replace(/^\/?\??/, ''))
}
