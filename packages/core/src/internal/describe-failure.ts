import type { Failure } from './response.ts'

/** A failure in one line, with the server's own words if there are any: `invalid_grant: used before (HTTP 400)`. */
export function describeFailure({
  error,
  errorDescription,
  code,
  httpStatus,
}: Pick<Failure, 'error' | 'errorDescription' | 'code' | 'httpStatus'>): string {
  const facts = [code !== 'oauth_error' && code !== error && code, httpStatus > 0 && `HTTP ${httpStatus}`]
  const details = facts.filter(Boolean).join(', ')
  return `${error}${errorDescription ? `: ${errorDescription}` : ''}${details && ` (${details})`}`
}
