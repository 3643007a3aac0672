/** The parameters of a response that an app has no use of its own for: all but `scope`. */
export const responseNames: readonly string[] = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'response',
  'id_token',
  'access_token',
  'token_type',
  'expires_in',
  'session_state',
]
