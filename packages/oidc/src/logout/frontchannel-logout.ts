import type { OidcClientSettings } from '../oidc-client-settings.ts'

/**
 * The session that the issuer ends by loading this URL (OIDC Front-Channel Logout section 3). Undefined unless `iss` and
 * `sid` are present exactly once and `iss` is this issuer.
 */
export function readFrontchannelLogout(
  { issuer }: Pick<OidcClientSettings, 'issuer'>,
  url: string | URL,
): { sid: string } | undefined {
  const parameters = new URLSearchParams(/\?([^#]*)/.exec(`${url}`)?.[1])
  const [iss, otherIss] = parameters.getAll('iss')
  const [sid, otherSid] = parameters.getAll('sid')
  return iss === issuer && sid && otherIss === undefined && otherSid === undefined ? { sid } : undefined
}
