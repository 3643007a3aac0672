/** The parameters of a response. */
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
  'scope',
  'session_state',
]
