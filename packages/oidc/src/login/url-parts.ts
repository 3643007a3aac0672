/** A URL, and the part of it that holds a response. */
export interface ResponsePart {
  base: string
  query: string
  fragment: string
  isQuery: boolean
  /** The parameters of that part. */
  parameters: URLSearchParams
}

/** Splits a URL. The response is in the query, unless only the fragment has its parameters. */
export function responsePartOf(url: string): ResponsePart {
  const [, base = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? []
  const [first, second] = [parametersIn(query), parametersIn(fragment)]
  const isQuery = hasResponse(first) || !hasResponse(second)
  return { base, query, fragment, isQuery, parameters: isQuery ? first : second }
}

const hasResponse = (parameters: URLSearchParams): boolean => !!(parameters.get('state') || parameters.get('response'))

/** Routers that use the fragment put a slash or a question mark before it. */
export function parametersIn(part: string): URLSearchParams {
  return new URLSearchParams(part.replace(/^\/?\??/, ''))
}
