import { responsePartOf } from './url-parts.ts'

/** The parameters of a response: from the query, else the fragment, of a URL, or those of a form post. */
export function responseParameters(source: string | URL | URLSearchParams): URLSearchParams {
  if (source instanceof URLSearchParams) return source
  const text = `${source}`
  return /[?#]/.test(text) ? responsePartOf(text).parameters : new URLSearchParams(text)
}

/** Whether there is a code, an error or a signed response. */
export function isResponse(parameters: URLSearchParams): boolean {
  return ['code', 'error', 'response'].some((name) => parameters.has(name))
}
