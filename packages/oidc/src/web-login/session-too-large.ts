/** The error of a session that doesn't fit into cookies. Its message has sizes, but no data of the session. */
export class SessionTooLarge extends Error {
  override readonly name = 'SessionTooLarge'

  /** @param text The session's record. */
  constructor(size: number, most: number, text: string) {
    const { refreshToken = '', idToken = '', data, tokens = {} } = JSON.parse(text)
    const parts = [
      ['access tokens', JSON.stringify(tokens).length],
      ['refresh token', refreshToken.length],
      ['ID token', idToken.length],
      ['user and data', JSON.stringify(data ?? '').length],
    ]
    const named = parts.map(([name, bytes]) => `${name} ${bytes}`).join(', ')
    super(
      `The session takes ${size} bytes, and cookies hold ${most} (${named}). Use session: "store", or ask for fewer claims and scopes.`,
    )
  }
}

export function isTooLarge(error: unknown): error is SessionTooLarge {
  return error instanceof SessionTooLarge
}
