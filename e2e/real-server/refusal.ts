/** The expected members of a failure with an OAuth error. */
export function refusal(httpStatus: number, error: string): object {
  return { isError: true, errorType: 'protocol', code: 'oauth_error', httpStatus, error, transient: false }
}

/** The same for an error after which the client should try again later. */
export function pending(error = 'authorization_pending'): object {
  return { ...refusal(400, error), transient: true }
}
