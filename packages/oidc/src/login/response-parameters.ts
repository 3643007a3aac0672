import { callbackParams } from 'grantkit/internal/callback-params'
import { responseNames } from './response-names.ts'

/** The parameters of a response: from a URL's query or else its fragment, or from a form post. */
export function responseParameters(source: string | URL | URLSearchParams): URLSearchParams {
  return callbackParams(source, responseNames)
}

/** Whether the parameters contain a code, an error or a signed response. */
export function isResponse(parameters: URLSearchParams): boolean {
  return ['code', 'error', 'response'].some((name) => parameters.has(name))
}
