/** What `toMatchObject` must find where the server refused in OAuth's words. */
export function refusal(httpStatus: number, error: string): object {
  return { isError: true, errorType: 'protocol', code: 'oauth_error', httpStatus, error, transient: false }
}

/** The same if asking again later is what the server wants. */
export function pending(error = 'authorization_pending'): object {
  return { ...refusal(400, error), transient: true }
}
