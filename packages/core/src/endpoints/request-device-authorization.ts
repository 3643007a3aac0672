import type { AuthorizationDetail } from '../authorization/authorization-details.ts'
import { clientFields } from '../internal/form-call.ts'
import { addLifetime, intervalMsIn, isAbsent, type Lifetime, textIn, textMembers } from '../internal/members.ts'
import type { RequestOptions } from '../internal/options.ts'
import { type EndpointRequest, postClientForm } from '../internal/post-client-form.ts'
import type { Accept } from '../internal/read.ts'
import type { Failure, SuccessMembers } from '../internal/response.ts'

/** A request for a login that the user completes on another device. */
export interface DeviceAuthorizationRequest extends EndpointRequest {
  /** The requested scope: a string, sent as it is, or a list, joined with spaces. */
  scope?: string | readonly string[] | undefined
  /** The API or APIs the token will be for (RFC 8707), verbatim. */
  resource?: string | readonly string[] | undefined
  /** The requested authorization details (RFC 9396 section 6). */
  authorizationDetails?: readonly AuthorizationDetail[] | undefined
}

/** What to show to the user, and what to poll with (RFC 8628 section 3.2). */
export interface DeviceAuthorizationMembers extends Lifetime {
  /** For `pollDeviceToken`. Secret. */
  deviceCode: string
  /** The code that the user enters at `verificationUri`. */
  userCode: string
  /** The page that the user opens: an `https:` or `http:` URL. */
  verificationUri: string
  /** The same with the code in it, for example for a QR code: an `https:` or `http:` URL. */
  verificationUriComplete?: string
  /** The minimum time between two polls, in milliseconds, from 1000 to 300000. 5000 if the server sent none or an invalid value. */
  intervalMs: number
}

export interface DeviceAuthorizationSuccess extends SuccessMembers, DeviceAuthorizationMembers {}

/** A response of the device authorization endpoint: `isError` tells success from failure. */
export type DeviceAuthorizationResponse = DeviceAuthorizationSuccess | Failure

/**
 * Starts a login that the user completes on another device (RFC 8628 section 3.1). Show `verificationUri` and `userCode`, then
 * call `pollDeviceToken`.
 *
 * Resolves and rejects as `requestToken` does. A verification URL that isn't `https:` or `http:`, or a control character in a
 * code or a URL, is a failure with the code `invalid_response`.
 */
export async function requestDeviceAuthorization(
  request: DeviceAuthorizationRequest,
  options: RequestOptions = {},
): Promise<DeviceAuthorizationResponse> {
  return postClientForm(request, clientFields('scope', 'resource', 'authorization_details'), options, accept)
}

const accept: Accept<DeviceAuthorizationMembers> = (json, quirks, answer) => {
  // Google's name for it
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
  // programs print these, and a terminal executes control characters
  const obeyed = Object.entries(members).find(([, text]) => /\p{Cc}/u.test(text))
  if (obeyed) return `${obeyed[0]} holds a control character`
  return addLifetime({ ...members, intervalMs: intervalMsIn(json!, quirks) }, json!, quirks, answer)
}
