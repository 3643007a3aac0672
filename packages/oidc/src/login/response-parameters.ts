import { responseIn } from './response-url.ts'
import { parametersIn, partsOf } from './url-parts.ts'

/** The parameters of a response: from the query, else the fragment, of a URL, or those of a form post. */
export function responseParameters(source: string | URL | URLSearchParams): URLSearchParams {
  if (source instanceof URLSearchParams) return source
  const text = `${source}`
  // the body of a form post
  if (!/[?#]/.test(text)) return new URLSearchParams(text)
  const found = responseIn(text)
  if (found) return found.parameters
  const { query, fragment } = partsOf(text)
  const inQuery = parametersIn(query)
  return isResponse(inQuery) ? inQuery : parametersIn(fragment)
}

/** Whether there is a code, an error or a signed response. */
export function isResponse(parameters: URLSearchParams): boolean {
  return ['code', 'error', 'response'].some((name) => parameters.has(name))
}
