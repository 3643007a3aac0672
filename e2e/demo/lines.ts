import type { TokenResponse } from 'grantkit'

const widths = [25, 7, 11, 10, 32]

function line(...cells: unknown[]): string {
  return cells.map((cell, column) => String(cell ?? '-').padEnd(widths[column] ?? 0)).join(' ')
}

/** The names of the columns of `describeToken`. */
export function heading(): string {
  return line('grant', 'status', 'token type', 'lifetime', 'scope', 'token')
}

/** Tokens and codes are credentials, so only the first characters are printed. */
export function shorten(credential: string): string {
  return `${credential.slice(0, 6)}…`
}

/** One line about a response. */
export function describeToken(grant: string, response: TokenResponse): string {
  if (response.isError) return line(grant, response.httpStatus, `${response.error}: ${response.errorDescription}`)
  const { httpStatus, tokenType, expiresIn, scope, accessToken } = response
  const lifetime = expiresIn === undefined ? undefined : `${expiresIn} s`
  return line(grant, httpStatus, tokenType, lifetime, scope, shorten(accessToken))
}

/** A failure as a program that uses grantkit sees it. */
export function describeFailure(name: string, response: TokenResponse): string {
  if (!response.isError) return `${name}: no failure`
  const { error, errorDescription, code, errorType, httpStatus, transient } = response
  return [
    `${name}:`,
    `  error             ${error}`,
    `  errorDescription  ${errorDescription}`,
    `  code              ${code}`,
    `  errorType         ${errorType}`,
    `  httpStatus        ${httpStatus}`,
    `  transient         ${transient}`,
  ].join('\n')
}
