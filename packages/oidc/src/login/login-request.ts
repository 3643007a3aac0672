import type { AuthorizeParameters, RequestParameters } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { isOpenId } from './is-openid.ts'
import type { Json } from './login-transaction.ts'

/** The request of one login. */
export interface LoginRequest
  extends Pick<
    AuthorizeParameters,
    | 'scope'
    | 'resource'
    | 'prompt'
    | 'loginHint'
    | 'acrValues'
    | 'uiLocales'
    | 'display'
    | 'claims'
    | 'authorizationDetails'
    | 'idTokenHint'
  > {
  /** How long ago the user may have signed in at the server, in whole seconds from 0. `auth_time` is checked. @default any time */
  maxAgeSeconds?: number | undefined
  /**
   * The absolute URL that the user returns to, if it differs from that of the settings, such as one with a port.
   * @default `redirectUri` of the settings
   */
  redirectUri?: string | undefined
  /** Parameters beyond the named members. */
  parameters?: RequestParameters | undefined
  /** Where to go in the app afterwards: a path, or a URL with the redirect URI's origin. @default '/' */
  returnTo?: string | undefined
  /** The `sub` of the user who must sign in. Another user fails with `user_mismatch`. @default any user */
  expectedSubject?: string | undefined
  /** Parameters that are sent with each refresh of this session, such as the organization. @default none */
  refreshParameters?: Readonly<Record<string, string>> | undefined
  /** Data of the app, returned in the result: at most 2048 bytes of JSON. @default none */
  data?: Json | undefined
}

/** Returns the requested scope. Throws if the request can't be sent or stored. */
export function checkLoginRequest(request: LoginRequest, scope: string | readonly string[] = 'openid'): string {
  checkObject('request', request)
  const { expectedSubject, refreshParameters = {}, data, maxAgeSeconds } = request
  const words = request.scope ?? scope
  const asked = Array.isArray(words) ? words.join(' ') : words
  if (typeof asked !== 'string' || !asked.trim()) misuse('scope', 'a non-empty string, or a list of strings')
  if (expectedSubject !== undefined && (typeof expectedSubject !== 'string' || !expectedSubject)) {
    misuse('expectedSubject', 'the sub of the user, a non-empty string')
  }
  if (!isOpenId(asked)) {
    for (const name of ['expectedSubject', 'maxAgeSeconds', 'acrValues'] as const) {
      if (request[name] !== undefined) misuse('scope', `a scope with openid: ${name} needs it`)
    }
  }
  if (maxAgeSeconds !== undefined && !(Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    misuse('maxAgeSeconds', 'whole seconds from 0')
  }
  // what iterates would be stored as nothing
  const isRecord = Object(refreshParameters) === refreshParameters && !(Symbol.iterator in refreshParameters)
  if (!isRecord || !Object.values(refreshParameters).every(isText)) {
    misuse('refreshParameters', 'an object of strings')
  }
  if (data !== undefined && !(sizeOf(data) <= 2048)) misuse('data', 'JSON of at most 2048 bytes')
  return asked
}

const isText = (value: unknown): boolean => typeof value === 'string'

function sizeOf(data: unknown): number {
  try {
    return new TextEncoder().encode(JSON.stringify(data)).length || Number.NaN
  } catch {
    return Number.NaN
  }
}
