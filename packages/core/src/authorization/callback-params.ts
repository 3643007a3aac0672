/** The parameters of an authorization response, each of which comes once at most. */
/** The parameters of an authorization response, which may each come once. */
export const callbackNames: readonly string[] = [
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

/**
 * The parameters of a callback. Read by hand, for `new URL` refuses relative ones and throws. A query without any of these
 * names leaves the fragment.
 */
export function callbackParams(source: unknown, names: readonly string[] = callbackNames): URLSearchParams {
  if (source instanceof URLSearchParams) return source
  let text = ''
  try {
    text = `${source}`
  } catch {}
  const [start = '', fragment] = text.split('#')
  const params = new URLSearchParams(start.slice(start.indexOf('?') + 1))
  return names.some((name) => params.has(name)) ? params : new URLSearchParams(fragment)
}
