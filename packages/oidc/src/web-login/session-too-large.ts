/** A session that doesn't fit into cookies. Its message names the sizes. */
export class SessionTooLarge extends Error {
  override readonly name = 'SessionTooLarge'
}

export function isTooLarge(error: unknown): error is SessionTooLarge {
  return error instanceof SessionTooLarge
}
