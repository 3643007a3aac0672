import { binaryOf } from 'grantkit/internal/base64'
import { callbackParts, paramsIn } from 'grantkit/internal/callback-parts'
import { responseNames } from 'grantkit/internal/response-names'
import { responseMarks } from './response-marks.ts'

/** A response to a login or logout, found in a URL. */
export interface ResponseUrl {
  /** The `state`, also of a JARM response. The JWT of a JARM response is not validated here. */
  state: string
  /** The same URL without the parameters of the response; everything else is unchanged. */
  clean: string
}

/** The response in the query or else in the fragment of a URL; undefined if neither has a `state`. */
export function responseIn(url: string): ResponseUrl | undefined {
  const { before, query, fragment, isQuery, params } = callbackParts(url, responseMarks)
  const state = stateOf(params)
  if (!state) return undefined
  const [search, hash] = isQuery ? [without(query), fragment] : [query, without(fragment)]
  return { state, clean: (search ? before + search : before.slice(0, -1)) + (hash && `#${hash}`) }
}

function stateOf(parameters: URLSearchParams): string | undefined {
  const jwt = parameters.get('response')
  return parameters.get('state') ?? (jwt && stateInJwt(jwt)) ?? undefined
}

/** The state of a JARM response, to find its record by. */
function stateInJwt(jwt: string): string | undefined {
  try {
    const [, payload = ''] = jwt.split('.')
    const { state } = JSON.parse(binaryOf(payload))
    return typeof state === 'string' ? state : undefined
  } catch {
    return undefined
  }
}

/** The pairs that don't belong to the response, unchanged. A `scope` may be the app's own. */
function without(part: string): string {
  const isOfResponse = (pair: string): boolean =>
    responseNames.some((name) => name !== 'scope' && paramsIn(pair).has(name))
  return part
    .split('&')
    .filter((pair) => !isOfResponse(pair))
    .join('&')
}
