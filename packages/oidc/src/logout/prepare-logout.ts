import type { EndSessionRequest, RequestOptions } from 'grantkit'
import { createEndSessionForm } from 'grantkit/internal/end-session-url'
import { checkObject } from 'grantkit/internal/misuse'
import { randomText } from 'grantkit/internal/random'
import { urlWith } from 'grantkit/internal/url-with'
import { checkSettings } from '../check-settings.ts'
import { stateMark } from '../login/login-state.ts'
import { metadataOf } from '../login/server-metadata.ts'
import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'

/** The request of a logout that starts in the app (OIDC RP-Initiated Logout). */
export interface LogoutRequest
  extends Pick<EndSessionRequest, 'idTokenHint' | 'logoutHint' | 'postLogoutRedirectUri' | 'uiLocales' | 'parameters'> {
  /** Where to go in the app afterwards. @default '/' */
  returnTo?: string | undefined
}

/** The record of one logout, as plain JSON. */
export interface LogoutTransaction {
  v: 1
  kind: 'logout'
  state: string
  issuer: string
  clientId: string
  returnTo: string
  /** In epoch milliseconds. */
  createdAt: number
  /** In epoch milliseconds. */
  expiresAt: number
}

/** A prepared logout. Send the user to `url`, or post `form` to `address`. */
export interface PreparedLogout {
  /** The URL to send the user to. */
  url: string
  /** The end session endpoint, for the form. */
  address: string
  /** The parameters as a form, in case `url` is too long. */
  form: Record<string, string>
  /** Keep it until the user comes back. */
  transaction: LogoutTransaction
}

/**
 * How to sign the user out at the server; undefined if the server has no end session endpoint. The user comes back to
 * `postLogoutRedirectUri` if the request has one.
 *
 * Rejects as `prepareLogin` does.
 */
export async function prepareLogout(
  settings: OidcClientSettings,
  request: LogoutRequest = {},
  options: Pick<RequestOptions, 'signal'> = {},
): Promise<PreparedLogout | undefined> {
  checkSettings(settings)
  checkObject('request', request)
  const { issuer, clientId, redirectUri, basePath, now = Date.now } = settings
  const { returnTo, ...others } = request
  const { endSessionEndpoint } = await metadataOf(settings, options)
  if (!endSessionEndpoint) return undefined
  const state = `${randomText()}.${stateMark(issuer, clientId)}`
  const back = others.postLogoutRedirectUri && state
  const whole: EndSessionRequest = { ...others, address: endSessionEndpoint, clientId, state: back }
  const { address, form } = createEndSessionForm(whole, settings)
  const createdAt = now()
  return {
    url: urlWith(address, new URLSearchParams(form)),
    address,
    form,
    transaction: {
      ...({ v: 1, kind: 'logout', state, issuer, clientId, createdAt, expiresAt: createdAt + 600_000 } as const),
      returnTo: safeReturnTo(returnTo, redirectUri, basePath),
    },
  }
}
