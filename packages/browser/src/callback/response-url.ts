/** An authorization response found in a URL. */
export interface ResponseUrl {
  state: string
  /** The same URL without the parameters of the response; everything else stays as it was written. */
  clean: string
}

const parameters = [
  'code',
  'state',
  'iss',
  'session_state',
  'error',
  'error_description',
  'error_uri',
  'response',
  'id_token',
  'access_token',
  'token_type',
  'expires_in',
]

/** The `state` of an authorization or logout response in the query or the fragment; undefined if there is none. */
export function responseIn(href: string): ResponseUrl | undefined {
  const [, base = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(href) ?? []
  const inQuery = stateOf(query)
  const state = inQuery ?? stateOf(fragment)
  if (!state) return undefined
  const left = inQuery ? [without(query), fragment] : [query, without(fragment)]
  const [search, hash] = left
  return { state, clean: base + (search && `?${search}`) + (hash && `#${hash}`) }
}

function stateOf(text: string): string | undefined {
  const found = new URLSearchParams(text.replace(/^\??\/?/, ''))
  const jwt = found.get('response')
  return found.get('state') ?? (jwt && stateInJwt(jwt)) ?? undefined
}

/** The state of a JARM response, to find its record by; the JWT is validated later. */
function stateInJwt(jwt: string): string | undefined {
  try {
    const payload = atob((jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))
    const { state } = JSON.parse(payload)
    return typeof state === 'string' ? state : undefined
  } catch {
    return undefined
  }
}

/** The pairs that are not of the response, verbatim. */
function without(text: string): string {
  const isOwn = (pair: string): boolean => !parameters.includes(pair.split('=', 1)[0] ?? '')
  return text.split('&').filter(isOwn).join('&')
}
