import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import { addLifetime, intervalMsIn, isAbsent, type Lifetime, textIn, textMembers } from '../internal/members.ts'
import type { RequestOptions } from '../internal/options.ts'
import { clientFields, type EndpointRequest, postForm } from '../internal/post-form.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** A request to log in on another device. */
export interface DeviceAuthorizationRequest extends EndpointRequest {
  /** The scope to ask for: verbatim, or a list that is joined by spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token will be for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** What the token is to authorize, in detail (RFC 9396 section 6). */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
}

/** What to show to the user, and what to poll with (RFC 8628 section 3.2). */
export interface DeviceAuthorizationMembers extends Lifetime {
  /** For `pollDeviceToken`. A secret. */
  deviceCode: string
  /** What the user types in at `verificationUri`. */
  userCode: string
  /** Where the user goes; an `https:` or `http:` URL. */
  verificationUri: string
  /** The same with the code in it, as for a QR code; an `https:` or `http:` URL. */
  verificationUriComplete?: string
  /** The least time between two polls, in milliseconds, from 1000 to 300000; 5000 if the server sent none, or an invalid value. */
  intervalMs: number
}

export interface DeviceAuthorizationSuccess extends SuccessMembers, DeviceAuthorizationMembers {}

/** What a device authorization endpoint answered: `isError` tells the two apart. */
export type DeviceAuthorizationResponse = DeviceAuthorizationSuccess | Failure

/**
 * Begins a login that the user finishes on another device (RFC 8628 section 3.1): show `verificationUri` and `userCode`,
 * then `pollDeviceToken`.
 *
 * Resolves and rejects as `requestToken` does. An address to visit that isn't `https:` or `http:`, or a control
 * character in what is to be shown, makes the answer a failure with the code `invalid_response`.
 */
export async function requestDeviceAuthorization(
  request: DeviceAuthorizationRequest,
  options: RequestOptions = {},
): Promise<DeviceAuthorizationResponse> {
  return postForm(request, clientFields('scope', 'resource', 'authorization_details'), options, accept)
}

const accept: Accept<DeviceAuthorizationMembers> = (json, quirks, answer) => {
  // as Google spells it
  if (json && isAbsent(json.verification_uri) && !isAbsent(json.verification_url)) {
    json = { ...json, verification_uri: json.verification_url }
    quirks.push('verification_url')
  }
  const members = textMembers<Omit<DeviceAuthorizationMembers, keyof Lifetime | 'intervalMs'>>(
    json,
    quirks,
    ['device_code', 'user_code', 'verification_uri'],
    ['verification_uri_complete'],
  )
  if (typeof members !== 'object') return members
  for (const name of ['verification_uri', 'verification_uri_complete']) {
    const url = textIn(json, name)
    if (url && !/^https?:\/\/\S+$/i.test(url)) return `${name} is not an https: or http: URL`
  }
  // these are made to be printed, and a terminal obeys control characters
  const obeyed = Object.entries(members).find(([, text]) => /\p{Cc}/u.test(text))
  if (obeyed) return `${obeyed[0]} holds a control character`
  return addLifetime({ ...members, intervalMs: intervalMsIn(json!, quirks) }, json!, quirks, answer)
}
