import type { OidcClientSettings } from '../oidc-client-settings.ts'
import { safeReturnTo } from '../return-to.ts'
import type { LogoutTransaction } from './prepare-logout.ts'

/** How a logout ended. */
export interface LogoutResult {
  /** `unknown` if the URL isn't the response to this logout, or the record has expired. */
  status: 'signed_out' | 'unknown'
  /** Where to go in the app. */
  returnTo: string
}

/** The result of a logout, from the URL at which the user came back. Never throws because of the content of URL or record. */
export function processLogoutResponse(
  settings: Pick<OidcClientSettings, 'issuer' | 'clientId' | 'redirectUri' | 'basePath' | 'now'>,
  url: string | URL | URLSearchParams,
  transaction: LogoutTransaction | undefined,
): LogoutResult {
  const { issuer, clientId, redirectUri, basePath, now = Date.now } = settings
  const record = Object(transaction) as Partial<LogoutTransaction>
  const text = `${url}`
  const parameters = url instanceof URLSearchParams ? url : new URLSearchParams(/\?([^#]*)/.exec(text)?.[1])
  const states = parameters.getAll('state')
  const isOurs = record.kind === 'logout' && record.issuer === issuer && record.clientId === clientId
  const isItsState = states.length === 1 && Boolean(record.state) && states[0] === record.state
  const isInTime = (record.expiresAt ?? 0) > now()
  return {
    status: isOurs && isItsState && isInTime ? 'signed_out' : 'unknown',
    returnTo: safeReturnTo(isOurs ? record.returnTo : undefined, redirectUri, basePath),
  }
}
