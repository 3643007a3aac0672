import type { AuthorizeParameters, RequestParameters } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { isOpenId } from './is-openid.ts'
import type { Json } from './login-transaction.ts'

/** What one login is to be. */
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
  /** How old the user's sign-in may be, in whole seconds from 0; `auth_time` is checked. @default any age */
  maxAgeSeconds?: number | undefined
  /**
   * The absolute URL that the user returns to, if it is another one than the settings', such as one with a port.
   * @default the settings'
   */
  redirectUri?: string | undefined
  /** Parameters beyond the named members. */
  parameters?: RequestParameters | undefined
  /** Where in the app the user goes on: a path, or a URL of the redirect URI's origin. @default '/' */
  returnTo?: string | undefined
  /** The `sub` that must sign in; another one fails with `user_mismatch`. @default anybody */
  expectedSubject?: string | undefined
  /** Sent along with each refresh of this session, such as the organization. @default none */
  refreshParameters?: Readonly<Record<string, string>> | undefined
  /** Data of the app, which comes back in the result: at most 2048 bytes of JSON. @default none */
  data?: Json | undefined
}

/** Refuses a request that can't be sent or can't be kept. The scope that it asks for. */
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
      if (request[name] !== undefined) misuse('scope', `one with openid, which ${name} needs`)
    }
  }
  if (maxAgeSeconds !== undefined && !(Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    misuse('maxAgeSeconds', 'whole seconds from 0')
  }
  if (Object(refreshParameters) !== refreshParameters || !Object.values(refreshParameters).every(isText)) {
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
